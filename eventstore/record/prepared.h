// A proposal made ready for the committer: everything that can be hashed, drawn or looked up in the contract before
// the order is known. Done on the proposer's thread, so that the one committer thread has little left to do, and so
// that what is random (salts) travels with the proposal and every node that applies it arrives at the same root.
#ifndef HOMEWARD_EVENTSTORE_RECORD_PREPARED_H_
#define HOMEWARD_EVENTSTORE_RECORD_PREPARED_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/proposal.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

struct PreparedEvent {
  EventId id{};
  Hash sealed{};                  // SHA-256 over the framed section bodies
  record::v1::ServerPart server;  // all but position, appended time, stream, revision and order token
};

struct Prepared {
  Proposal proposal;
  std::vector<PreparedEvent> events;  // one for each of the proposal's
  Hash batch{};
  Hash batch_record{};  // SHA-256(batch ‖ publisher)
  size_t bytes = 0;     // of client parts and sections
};

// SHA-256 over be32(events) and, for each, its framed client part, be32(sections) and for each section be32(field) and
// its framed body.
Hash BatchHash(const std::vector<ProposedEvent>& events);

// SHA-256(salt ‖ plaintext).
Hash Commitment(std::string_view salt, std::string_view plaintext);

// INVALID_ARGUMENT: no events, an event without a known type, or an id that is no UUID; such a proposal was not
// validated before. Thread-safe; neither locks nor waits.
absl::StatusOr<Prepared> Prepare(Proposal proposal);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_PREPARED_H_
