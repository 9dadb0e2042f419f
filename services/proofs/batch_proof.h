// That events are in the log, for whoever has the log's key.
#ifndef HOMEWARD_SERVICES_PROOFS_BATCH_PROOF_H_
#define HOMEWARD_SERVICES_PROOFS_BATCH_PROOF_H_

#include "absl/status/statusor.h"
#include "homeward/common/v1/publish.pb.h"
#include "services/server/core.h"

namespace homeward::services {

// Proofs of `count` positions from `first` on, under one checkpoint, signed now if none reaches so far. `author`: with
// what the author needs to find its own bytes in the entries. Reads the disk and may sync it: call on a worker.
absl::StatusOr<common::v1::BatchProof> ProveBatch(const Core& core, eventstore::Position first, uint32_t count,
                                                  bool author);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PROOFS_BATCH_PROOF_H_
