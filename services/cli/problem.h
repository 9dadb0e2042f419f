// What went wrong, in the form in which a person or a program can act on it.
#ifndef HOMEWARD_SERVICES_CLI_PROBLEM_H_
#define HOMEWARD_SERVICES_CLI_PROBLEM_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/cli/exit_code.h"
#include "services/cli/session.h"

namespace homeward::cli {

inline constexpr int kProblemsShownMax = 20;  // of one refusal, on a person's terminal

// Plain data.
struct Problem {
  ExitCode exit = kExitFailure;
  std::string reason;     // UPPER_SNAKE_CASE: the server's, or USAGE, FILE, UNREACHABLE …
  std::string message;    // one sentence
  std::string where;      // "line 12, event 2", "homeward.conf"; empty where it does not apply
  std::string field;      // path within the event or the request
  std::string next_step;  // what to do, one sentence
};

using Problems = std::vector<Problem>;

// The exit code that a canonical status stands for.
ExitCode ExitOf(absl::StatusCode code);

// A status of our own making (files, formats) as a problem.
Problem FromStatus(const absl::Status& status, std::string_view next_step = "");

// Tells them on stderr (with --output json: one JSON line each, all of them) and gives the exit code of the worst.
ExitCode Report(const Session& session, const Problems& problems, int shown_max = kProblemsShownMax);
ExitCode Report(const Session& session, const Problem& problem);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_PROBLEM_H_
