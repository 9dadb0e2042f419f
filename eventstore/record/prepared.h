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
  Hash sealed{};                   // SHA-256 over the framed salt and body of each section
  std::vector<std::string> salts;  // of each section, kSaltBytes each
  record::v1::ServerPart server;   // all but position, appended time, stream, revision and order token
};

struct Prepared {
  Proposal proposal;
  std::vector<PreparedEvent> events;  // one for each of the proposal's
  Hash batch{};                       // digest of the batch: BatchDigest
  Hash batch_record{};                // as the leaves have it
  std::string signed_batch;           // bytes of the SignedBatch; empty: nobody signed it
  size_t bytes = 0;                   // of client parts and sections
};

// INVALID_ARGUMENT: no events, an event without a known type, or an id that is no UUID; such a proposal was not
// validated before. Thread-safe; neither locks nor waits.
absl::StatusOr<Prepared> Prepare(Proposal proposal);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_PREPARED_H_
