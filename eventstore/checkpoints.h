// The log's word of itself: checkpoints that say how long it is and what its root is, signed, so that whoever holds two
// of them can show that the log was rewritten between them (C2SP tlog-checkpoint).
//
//   auto checkpoints = Checkpoints::Open(options, *store);
//   (*checkpoints)->Covering(Position(812));     // signed now, unless the newest one reaches so far
//   (*checkpoints)->Newest(/*min_cosignatures=*/2);
//
// What has been signed is kept in a file outside the database, on disk before anybody sees it: a log that is shorter
// than its own word, or another, does not open. Witnesses add their cosignatures (C2SP tlog-cosignature).
#ifndef HOMEWARD_EVENTSTORE_CHECKPOINTS_H_
#define HOMEWARD_EVENTSTORE_CHECKPOINTS_H_

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/store.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

struct CheckpointsOptions {
  std::string key_file;                   // the log's signing key; made if there is none; FILE.pub tells its verifier
  std::string file;                       // where the newest signed checkpoint lies
  std::vector<std::string> witness_keys;  // C2SP verifier keys
  std::chrono::seconds interval{10};      // a log that has grown is signed so often; 0: on demand only
};

// A checkpoint as it is given out.
struct IssuedCheckpoint {
  std::string note;  // C2SP signed note: the log's signature, then the cosignatures
  Position size;     // positions 1 … size
  Hash root{};
  size_t cosignatures = 0;  // of known witnesses
};

// Thread-safe. `store` outlives it.
class Checkpoints {
 public:
  virtual ~Checkpoints() = default;

  // INVALID_ARGUMENT: a key cannot be read; DATA_LOSS: the log is shorter than what it has signed, or another.
  static absl::StatusOr<std::unique_ptr<Checkpoints>> Open(CheckpointsOptions options, const Store& store);

  // The log's origin, and the key that checks its signatures: what auditors pin.
  virtual const std::string& origin() const = 0;
  virtual std::string verifier_key() const = 0;

  // A checkpoint that reaches `position` (0: the head) or further. Syncs the disk where it has to be signed.
  // OUT_OF_RANGE beyond the head; UNAVAILABLE where it cannot be written down.
  virtual absl::StatusOr<IssuedCheckpoint> Covering(Position position) = 0;

  // NOT_FOUND (TOO_FEW_COSIGNATURES) if no checkpoint that is kept has so many.
  virtual absl::StatusOr<IssuedCheckpoint> Newest(size_t min_cosignatures) const = 0;

  // Takes the cosignatures of known witnesses out of `note`. How many the checkpoint has now. INVALID_ARGUMENT
  // (NOTE_MALFORMED, COSIGNATURE_INVALID): no note, or no valid cosignature of a known witness; NOT_FOUND
  // (CHECKPOINT_UNKNOWN): not of this log, or too old to be kept.
  virtual absl::StatusOr<size_t> AddCosignatures(std::string_view note) = 0;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_CHECKPOINTS_H_
