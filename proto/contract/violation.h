// One thing that is wrong with a proposal, in a form that a program can act on and a person can read.
#ifndef HOMEWARD_PROTO_CONTRACT_VIOLATION_H_
#define HOMEWARD_PROTO_CONTRACT_VIOLATION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace homeward::contract {

// Plain data; never holds a field's value, so it may be logged.
struct Violation {
  absl::StatusCode code = absl::StatusCode::kInvalidArgument;
  std::string reason;     // UPPER_SNAKE_CASE, stable: programs branch on it
  int event_index = -1;   // of the batch, from 0; -1: the batch as a whole
  std::string field;      // path within the event, "envelope.time"; empty: the event as a whole
  std::string message;    // what is wrong, one sentence
  std::string next_step;  // what the sender can do, one sentence
};

using Violations = std::vector<Violation>;

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_VIOLATION_H_
