// A witness's memory and what it will not sign. It remembers the newest checkpoint that it has cosigned, and cosigns
// another only if that one is longer and begins with it. So a log can show its witnesses one history or be found out.
//
// The memory is on disk before the cosignature exists for anybody: a witness that is killed in between has promised
// nothing that it does not remember.
#ifndef HOMEWARD_SERVICES_CLI_PROOFS_WITNESS_H_
#define HOMEWARD_SERVICES_CLI_PROOFS_WITNESS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/note/note_key.h"
#include "eventstore/tree/proof.h"

namespace homeward::cli {

// One thread at a time; one process for a file.
class Witness {
 public:
  // Hashes that prove that the tree of `to` leaves begins with the tree of `from`.
  using Consistency = std::function<absl::StatusOr<eventstore::Proof>(uint64_t from, uint64_t to)>;

  // Reads what `file` remembers, if it is there. INVALID_ARGUMENT: it is no memory of this log.
  static absl::StatusOr<Witness> Open(std::string file, eventstore::SigningKey key, eventstore::VerifierKey log);

  // Cosigns the checkpoint at `time` (seconds since 1970) and remembers it; the note with the cosignature.
  // PERMISSION_DENIED: the log did not sign it. ABORTED: it contradicts what was seen before (a fork or a rollback);
  // the note is kept beside the memory as evidence, under the name that the message tells. Else what `consistency`
  // says.
  absl::StatusOr<std::string> Cosign(std::string_view note, uint64_t time, const Consistency& consistency);

  uint64_t remembered() const { return seen_ ? seen_->size : 0; }  // size of the newest one cosigned

 private:
  Witness(std::string file, eventstore::SigningKey key, eventstore::VerifierKey log)
      : file_(std::move(file)), key_(std::move(key)), log_(std::move(log)) {}

  absl::Status Contradiction(std::string_view note, uint64_t size, const std::string& what) const;

  std::string file_;
  eventstore::SigningKey key_;
  eventstore::VerifierKey log_;
  std::optional<eventstore::LogCheckpoint> seen_;
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_PROOFS_WITNESS_H_
