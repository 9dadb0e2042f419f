#include "services/reading/incarnation.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/escaping.h"
#include "proto/contract/text.h"
#include "services/errors/errors.h"

namespace homeward::services {

absl::Status CheckIncarnation(const eventstore::Store& store, std::string_view incarnation) {
  if (incarnation.empty() || absl::BytesToHexString(store.head().incarnation) == contract::View(incarnation)) {
    return absl::OkStatus();
  }
  // What was cut off at one restore, no later one brings back.
  uint64_t same_up_to = 0;
  bool known = false;
  for (const eventstore::Restored& one : store.restored()) {
    if (absl::BytesToHexString(one.incarnation) == contract::View(incarnation)) {
      same_up_to = one.position.value;
      known = true;
    } else if (known) {
      same_up_to = std::min(same_up_to, one.position.value);
    }
  }
  return Refusal(
      absl::StatusCode::kAborted, "INCARNATION_CHANGED",
      known ? contract::Cat("The log was restored from a backup that ended at position ", same_up_to, ".")
            : "The position was read from another log.",
      known ? "Forget what lies behind same_up_to, and go on from there with the incarnation that GetHead tells."
            : "Read from the beginning, with the incarnation that GetHead tells.",
      {{"same_up_to", contract::Cat(same_up_to)}});
}

}  // namespace homeward::services
