// The stable reason code of a status, carried as its payload: programs branch on it, people read the message.
//
//   if (ReasonOf(status) == kQueueFull) …
#ifndef HOMEWARD_EVENTSTORE_REASON_H_
#define HOMEWARD_EVENTSTORE_REASON_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/types/optional.h"

namespace homeward::eventstore {

inline constexpr char kReasonUrl[] = "homeward/reason";

inline constexpr char kQueueFull[] = "QUEUE_FULL";
inline constexpr char kDiskNearlyFull[] = "DISK_NEARLY_FULL";
inline constexpr char kLogDamaged[] = "LOG_DAMAGED";
inline constexpr char kViewsDamaged[] = "VIEWS_DAMAGED";  // they are made again from the log
inline constexpr char kOutcomeUnknown[] = "OUTCOME_UNKNOWN";

// Of checkpoints.
inline constexpr char kCheckpointNotWritten[] = "CHECKPOINT_NOT_WRITTEN";
inline constexpr char kCheckpointUnknown[] = "CHECKPOINT_UNKNOWN";
inline constexpr char kCosignatureInvalid[] = "COSIGNATURE_INVALID";
inline constexpr char kNoteMalformed[] = "NOTE_MALFORMED";
inline constexpr char kTooFewCosignatures[] = "TOO_FEW_COSIGNATURES";

inline absl::Status WithReason(absl::Status status, std::string_view reason) {
  status.SetPayload(kReasonUrl, absl::Cord(std::string(reason)));
  return status;
}

// Empty if the status carries none.
inline std::string ReasonOf(const absl::Status& status) {
  const absl::optional<absl::Cord> reason = status.GetPayload(kReasonUrl);
  return reason ? std::string(*reason) : std::string();
}

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_REASON_H_
