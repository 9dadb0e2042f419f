// A proposal made ready for the committer: everything that can be hashed, drawn or looked up in the contract before
// the order is known. Done on the proposer's thread, so that the one committer thread has little left to do, and so
// that what is random (salts) travels with the proposal and every node that applies it arrives at the same root.
#ifndef HOMEWARD_EVENTSTORE_RECORD_PREPARED_H_
#define HOMEWARD_EVENTSTORE_RECORD_PREPARED_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/proposal.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// Its record, but for what the committer adds: pieces of the batch's bytes, one behind the other.
struct PreparedEvent {
  EventId id{};
  Hash sealed{};       // SHA-256 over the framed salt and body of each section
  Sha256 client_part;  // ClientPart, which the header's hash begins with

  struct Piece {
    uint32_t at = 0, bytes = 0;
  };
  Piece content;  // of the record: client part and sections
  // Of its server part, in their order, with what the committer adds in between.
  Piece who;       // publisher, type
  Piece subjects;  // its own
  Piece promises;  // salt, commitments, place in the batch
  Piece from;      // agency, leaf version, signed batch
};

struct Prepared {
  Proposal proposal;
  std::vector<PreparedEvent> events;  // one for each of the proposal's
  std::string record_bytes;           // what their pieces are of
  Hash batch{};                       // digest of the batch: BatchDigest
  Hash batch_record{};                // as the leaves have it
  std::string signed_batch;           // bytes of the SignedBatch; empty: nobody signed it
  size_t bytes = 0;                   // of client parts and sections

  std::string_view View(PreparedEvent::Piece piece) const {
    return std::string_view(record_bytes).substr(piece.at, piece.bytes);
  }
};

// The event's own subjects, as long as `prepared` stays in its place.
std::vector<std::string_view> SubjectsOf(const Prepared& prepared, size_t event);

// INVALID_ARGUMENT: no events, an event without a known type, or an id that is no UUID; such a proposal was not
// validated before. Thread-safe; neither locks nor waits.
absl::StatusOr<Prepared> Prepare(Proposal proposal);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_PREPARED_H_
