#include "services/cli/problem.h"

#include <algorithm>
#include <ostream>

#include "services/cli/render/json.h"
#include "services/cli/render/text_width.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

Phrase Kind(ExitCode exit) {
  switch (exit) {
    case kExitRefused: return words::kRefused;
    case kExitDenied: return words::kDenied;
    case kExitUnreachable: return words::kUnreachable;
    default: return words::kError;
  }
}

void TellAsJson(const Session& session, const Problem& problem) {
  JsonWriter json;
  json.Open('{').Key("error").Open('{').Key("exitCode").Number(problem.exit);
  const auto add = [&json](std::string_view key, const std::string& value) {
    if (!value.empty()) json.Key(key).Text(value);
  };
  add("reason", problem.reason);
  add("message", problem.message);
  add("where", problem.where);
  add("field", problem.field);
  add("nextStep", problem.next_step);
  json.Close('}').Close('}');
  session.err << json.text() << '\n';
}

void Tell(const Session& session, const Problem& problem) {
  const bool colour = session.err_terminal.colour;
  session.err << "homeward: " << Paint(session.Say(Kind(problem.exit)), Tone::kBad, colour) << ": ";
  if (!problem.where.empty()) session.err << CleanText(problem.where) << ": ";
  session.err << CleanText(problem.message);
  if (!problem.reason.empty()) session.err << ' ' << Paint(Cat("[", problem.reason, "]"), Tone::kDim, colour);
  session.err << '\n';
  if (!problem.field.empty()) {
    session.err << "  " << session.Say(words::kField) << ": " << CleanText(problem.field) << '\n';
  }
  if (!problem.next_step.empty()) {
    session.err << "  " << session.Say(words::kNext) << ": " << CleanText(problem.next_step) << '\n';
  }
}

}  // namespace

ExitCode ExitOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk: return kExitOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kOutOfRange: return kExitRefused;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated: return kExitDenied;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded: return kExitUnreachable;
    default: return kExitFailure;
  }
}

Problem FromStatus(const absl::Status& status, std::string_view next_step) {
  Problem problem;
  problem.exit = status.code() == absl::StatusCode::kInvalidArgument ? kExitUsage : kExitFailure;
  problem.message = std::string(status.message());
  problem.next_step = std::string(next_step);
  return problem;
}

ExitCode Report(const Session& session, const Problems& problems, int shown_max) {
  ExitCode worst = kExitFailure;
  int told = 0;
  for (const Problem& problem : problems) {
    worst = told == 0 ? problem.exit : std::max(worst, problem.exit);
    if (session.json()) {
      TellAsJson(session, problem);
    } else if (told < shown_max) {
      Tell(session, problem);
    }
    ++told;
  }
  if (!session.json() && told > shown_max) {
    session.err << "  … " << told - shown_max << ' ' << session.Say(words::kMore) << '\n';
  }
  return worst;
}

ExitCode Report(const Session& session, const Problem& problem) { return Report(session, Problems{problem}); }

}  // namespace homeward::cli
