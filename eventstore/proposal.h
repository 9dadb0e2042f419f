// What a publisher proposes, and what the log answers.
#ifndef HOMEWARD_EVENTSTORE_PROPOSAL_H_
#define HOMEWARD_EVENTSTORE_PROPOSAL_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/cut.h"
#include "proto/contract/event.h"
#include "proto/contract/violation.h"

namespace homeward::eventstore {

// One event of a proposal: parsed, validated and authorised before it comes here.
struct ProposedEvent {
  contract::Event event;     // with its sections
  contract::CutBytes bytes;  // client part verbatim and the sections
};

// The publisher's signature of the batch, which has been found to fit its key.
struct BatchSignature {
  record::v1::SignedBatch batch;
  std::string salt_seed;  // 32 bytes; the sections' salts are made of it
};

struct ExpectedRevision {
  StreamId stream;
  Revision revision;
};

// The log's answer; given only once everything it says is synced.
struct Answer {
  Position first;  // 0: nothing recorded
  uint32_t count = 0;
  bool duplicate = false;                                // the same batch was recorded before
  contract::Violations violations;                       // not empty: refused whole, nothing recorded
  std::vector<std::pair<StreamId, Revision>> revisions;  // of the streams written
  bool alone = false;                                    // settled with no other proposal: nobody else's answer waits

  bool ok() const { return violations.empty(); }
};

// One atomic batch by one publisher. Moves through the sequencer to the committer, which calls `done` exactly once,
// on the settler's thread: `done` must not block, and hands its work on unless the answer is alone.
struct Proposal {
  std::string publisher;  // SPIFFE id
  contract::Agency agency = contract::Agency::AGENCY_UNSPECIFIED;
  std::vector<ProposedEvent> events;
  std::vector<ExpectedRevision> expected;
  std::optional<BatchSignature> signature;  // none: nobody signs
  bool validate_only = false;
  Micros proposed_us = 0;
  std::function<void(Answer)> done;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_PROPOSAL_H_
