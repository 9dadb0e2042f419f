// What the views answer about a subject, in a form that can be compared.
#ifndef HOMEWARD_TESTS_SCENARIOS_ANSWERS_H_
#define HOMEWARD_TESTS_SCENARIOS_ANSWERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/views.h"

namespace homeward::scenario {

namespace pb = ::homeward::coordination::v1;

// The answer's bytes, or why there was none.
struct Answered {
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string bytes;
  std::string text;  // for messages to people

  bool operator==(const Answered& other) const { return code == other.code && bytes == other.bytes; }
};

// How a subject is asked for.
struct Question {
  int64_t as_at_us = 0;
  uint64_t known_position = 0;    // 0: everything
  bool places_in_the_log = true;  // false: positions and appended times are left out of the answer
};

// Asks for "person:p…", "service:s…", "referral:…", "handover:…", "verification:…", "tip:…" or "case:…" through the
// auditor's eyes, and for "screening:…", whose counts the auditor may not see, through its author's. False: no query
// answers that kind.
bool AskFor(const std::string& subject, const Question& question, projections::Views* views, Answered* answered);

// All cases, as the auditor lists them.
Answered AskForCases(const Question& question, projections::Views* views);

// The figure of every target of every plan, in areas as they were drawn or restated to today's.
Answered AskForFigures(bool restated, const Question& question, projections::Views* views);

// A whole list, "board", "inbox" or "outbox", as the unit gets it.
absl::StatusOr<std::vector<pb::Exchange>> AskForList(const std::string& list, const std::string& unit,
                                                     const Question& question, projections::Views* views);
// One exchange of such a list.
absl::StatusOr<pb::Exchange> AskForExchange(const pb::Exchange& exchange, const std::string& unit,
                                            const Question& question, projections::Views* views);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_ANSWERS_H_
