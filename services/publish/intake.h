// The way in: parse, authorise, validate, cut. What comes out is a proposal that only the log can still refuse.
//
//   Intake intake(minted);
//   Admission admission = intake.Admit(Agency::AGENCY_POLICE, caller, bytes, now_us);
//   if (admission.ok()) store.Propose(std::move(admission.proposal));
//
// Knows no gRPC, so that tests and tools go the same way as an agency's system.
#ifndef HOMEWARD_SERVICES_PUBLISH_INTAKE_H_
#define HOMEWARD_SERVICES_PUBLISH_INTAKE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/proposal.h"
#include "proto/contract/contract.h"
#include "proto/contract/violation.h"
#include "services/identity/caller.h"

namespace homeward::services {

// Either a proposal (its `done` still unset), or everything that is wrong with the batch.
struct Admission {
  uint64_t tag = 0;  // RawBatch.tag, also of a refused batch as far as it could be read
  eventstore::Proposal proposal;
  contract::Violations violations;
  bool want_proof = false;                        // the answer shall carry one
  std::vector<const contract::EventType*> types;  // of the batch's events, for messages; null where unknown

  bool ok() const { return violations.empty(); }
};

// Immutable: any thread may call Admit. Never locks, waits or touches the disk; the work is bounded by limits.h.
class Intake {
 public:
  // Whether this server minted a person or service id ("p…", "s…"); must be thread-safe.
  using MintedCheck = std::function<bool(std::string_view id)>;

  // `origin`: the log's name, which signed batches must name; empty: none are taken.
  explicit Intake(MintedCheck minted, std::string origin = "");
  ~Intake();

  // `batch`: bytes of the agency's PublishRequest (twin: common.v1.RawBatch). `now_us`: the server's clock.
  Admission Admit(contract::Agency agency, const Caller& caller, std::string_view batch,
                  eventstore::Micros now_us) const;

 private:
  class IdFields;
  void AdmitEvent(contract::Agency agency, const Caller& caller, std::string_view bytes, int index,
                  eventstore::Micros now_us, Admission* admission) const;

  MintedCheck minted_;
  const std::string origin_;
  std::unique_ptr<IdFields> id_fields_;  // where in each event ids of persons lie
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PUBLISH_INTAKE_H_
