// Where a query's facts come from: the log, found by subject, up to the position that is asked about. So an answer as
// known at an earlier position is the same reading, cut off earlier.
#ifndef HOMEWARD_PROJECTIONS_QUERY_KNOWLEDGE_H_
#define HOMEWARD_PROJECTIONS_QUERY_KNOWLEDGE_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/store.h"
#include "projections/access/viewer.h"
#include "projections/exchanges/exchange.h"
#include "projections/identity/identity.h"
#include "projections/projector/sight.h"

namespace homeward::projections {

// One query's sight of the facts. One thread; what it has read it keeps.
class Knowledge {
 public:
  // As known now.
  Knowledge(const SightPtr& sight, Micros as_at_us);
  virtual ~Knowledge() = default;
  // As known at `position`. OUT_OF_RANGE: it is beyond the sight.
  static absl::StatusOr<std::unique_ptr<Knowledge>> At(const SightPtr& sight, eventstore::Position position,
                                                       Micros as_at_us);

  // What is known now, for whoever may read: an earlier date or position opens nothing that is closed today. Itself
  // where it is of the present.
  Knowledge* present() { return borrowed_ != nullptr ? borrowed_ : present_ == nullptr ? this : present_.get(); }
  void set_present(std::shared_ptr<Knowledge> present) { present_ = std::move(present); }

  // Facts of one subject in order; empty if nothing is known of it. A read that fails is kept in status().
  const Facts& Of(const std::string& subject);
  // Of every pseudonym of the person, in one order.
  Facts OfPerson(const std::string& person);

  // Which pseudonyms are agreed to be this person's.
  const Identity& IdentityOf(const std::string& person);
  std::string CanonicalOf(const std::string& person) { return IdentityOf(person).Canonical(person); }

  // Of every read so far, the present's too.
  const absl::Status& status() const { return status_.ok() && present_ != nullptr ? present_->status() : status_; }

  // The subjects whose facts were asked for so far; rules and units are apart.
  std::vector<std::string> SubjectsRead() const;
  const std::shared_ptr<const Facts>& governance_facts() const { return governance_facts_; }

  // The subject's own answer is given whatever the facts say of who may read it: for questions of what would be shown
  // if something had not been said. What else the answer holds stays masked.
  void Grant(std::string subject, AccessDecision decision) { granted_ = {std::move(subject), std::move(decision)}; }
  const AccessDecision* granted(std::string_view subject) const {
    return granted_.first == subject && !subject.empty() ? &granted_.second : nullptr;
  }
  const Frame& frame() const { return frame_; }
  const Governance& governance() const { return *governance_; }
  eventstore::Position position() const { return position_; }
  const std::string& incarnation() const { return incarnation_; }

 protected:
  // Of the same log and present as `other`, which outlives it, by these rules and for this date.
  Knowledge(Knowledge* other, Micros as_at_us, std::shared_ptr<const Facts> governance_facts);

  virtual absl::StatusOr<Facts> Read(const std::string& subject);

 private:
  Knowledge(const SightPtr& sight, eventstore::Position position, Micros as_at_us,
            std::shared_ptr<const Facts> governance_facts, std::shared_ptr<const Governance> governance);
  absl::Status ReadEvents(const std::vector<eventstore::Position>& positions);

  const eventstore::Store* store_;
  eventstore::Position position_;
  std::string incarnation_;
  std::shared_ptr<const Facts> governance_facts_;
  std::shared_ptr<const Governance> governance_;
  Frame frame_;
  std::map<std::string, Facts> read_;
  // What was read for any subject: its events are often about another one too.
  std::map<eventstore::Position, Fact> facts_;
  std::map<eventstore::Position, std::vector<eventstore::Position>> followers_;  // what corrects or disputes it
  std::map<std::string, std::shared_ptr<const Identity>> identities_;
  absl::Status status_;
  std::shared_ptr<Knowledge> present_;
  Knowledge* borrowed_ = nullptr;  // another's present
  std::pair<std::string, AccessDecision> granted_;
};

// The last position appended at or before the instant, at most `up_to`.
absl::StatusOr<eventstore::Position> PositionAt(const eventstore::Store& store, eventstore::Position up_to,
                                                Micros appended_us);

// The view that keeps the subject's facts; empty if none does.
std::string_view ViewOf(std::string_view subject);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_KNOWLEDGE_H_
