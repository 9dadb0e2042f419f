#include "services/cli/proofs/witness.h"

#include <utility>

#include "eventstore/files/files.h"
#include "services/cli/proofs/trust.h"
#include "services/cli/text.h"

namespace homeward::cli {

using eventstore::LogCheckpoint;

absl::StatusOr<Witness> Witness::Open(std::string file, eventstore::SigningKey key, eventstore::VerifierKey log) {
  Witness witness(std::move(file), std::move(key), std::move(log));
  const absl::StatusOr<std::string> bytes = eventstore::ReadFile(witness.file_);
  if (absl::IsNotFound(bytes.status())) return witness;
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<eventstore::SignedCheckpoint> seen = eventstore::OpenCheckpoint(*bytes, witness.log_);
  if (!seen.ok()) {
    return absl::InvalidArgumentError(
        Cat(witness.file_, " is no memory of ", witness.log_.name, ": ", std::string(seen.status().message())));
  }
  witness.seen_ = std::move(seen->checkpoint);
  return witness;
}

absl::StatusOr<std::string> Witness::Cosign(std::string_view note, uint64_t time, const Consistency& consistency) {
  absl::StatusOr<eventstore::SignedCheckpoint> given = eventstore::OpenCheckpoint(note, log_);
  if (!given.ok()) return given.status();
  const LogCheckpoint& checkpoint = given->checkpoint;
  if (seen_ && checkpoint.size < seen_->size) {
    return Contradiction(note, checkpoint.size,
                         Cat("the log was rolled back: it had ", seen_->size, " positions and says ", checkpoint.size));
  }
  if (seen_ && checkpoint.size == seen_->size && checkpoint.root != seen_->root) {
    return Contradiction(note, checkpoint.size,
                         Cat("the log has forked: two roots at ", checkpoint.size, " positions"));
  }
  if (seen_ && seen_->size > 0 && checkpoint.size > seen_->size) {
    const absl::StatusOr<eventstore::Proof> proof = consistency(seen_->size, checkpoint.size);
    if (!proof.ok()) return proof.status();
    if (!Grown(*seen_, checkpoint, *proof)) {
      return Contradiction(note, checkpoint.size,
                           Cat("the log has forked: its ", checkpoint.size, " positions do not begin with the ",
                               seen_->size, " seen before"));
    }
  }
  // The log's signature and ours; those of other witnesses are theirs to give.
  eventstore::SignedNote cosigned{given->note.text, {}};
  for (eventstore::NoteSignature& signature : given->note.signatures) {
    if (log_.Matches(signature)) cosigned.signatures.push_back(std::move(signature));
  }
  cosigned.signatures.push_back(key_.Cosign(cosigned.text, time));
  const std::string bytes = cosigned.Bytes();
  const absl::Status remembered = eventstore::ReplaceFile(file_, bytes, eventstore::Secrecy::kPublic);
  if (!remembered.ok()) return remembered;
  seen_ = checkpoint;
  return bytes;
}

absl::Status Witness::Contradiction(std::string_view note, uint64_t size, const std::string& what) const {
  const std::string evidence = Cat(file_, ".against-", size);
  const absl::Status kept = eventstore::ReplaceFile(evidence, note, eventstore::Secrecy::kPublic);
  return absl::AbortedError(Cat(what, ". ",
                                kept.ok() ? Cat("The log's own signature under it is kept in ", evidence)
                                          : Cat("It could not be kept: ", std::string(kept.message()))));
}

}  // namespace homeward::cli
