#include "projections/query/mention.h"

#include <algorithm>
#include <string_view>

#include "eventstore/gate/competence.h"
#include "projections/access/decide.h"
#include "projections/access/mask.h"
#include "projections/projector/projection.h"
#include "projections/query/cases.h"
#include "projections/query/exchanges.h"

namespace homeward::projections {
namespace {

bool IsExchange(std::string_view kind) { return kind == "referral" || kind == "handover" || kind == "verification"; }

}  // namespace

void Namer::Shows(const Leaves& row) {
  for (const Leaf& leaf : row.all())
    if (leaf.path.ends_with("].event_id")) shown_.insert(leaf.value);
}

bool Namer::MayRead(const std::string& subject) {
  const auto known = decided_.find(subject);
  if (known != decided_.end()) return known->second;
  const std::string id(IdOf(subject));
  const std::string_view kind = KindOf(subject);
  std::string basis;
  bool may = false;
  if (IsExchange(kind)) may = ReadExchange(subject, viewer_, knowledge_, &basis).ok();
  if (kind == "person") may = MayReadPerson(id, viewer_, knowledge_).granted;
  if (kind == "service") may = MayReadServiceUser(id, viewer_, knowledge_).granted;
  // The coordinator sees how far a case has come, and none of its events.
  if ((kind == "case" || kind == "tip") && viewer_.role != Role::kCoordinator)
    may = ReadCase(CaseSubject(id, knowledge_), viewer_, false, knowledge_, &basis).ok();
  return decided_[subject] = may;
}

bool Namer::MayName(const Fact& fact) {
  if (eventstore::IsGovernanceStream(fact.stream)) return true;
  if (!MayKnowOf(fact, viewer_, knowledge_->frame())) return false;
  const bool own = IsOwn(fact.unit(), viewer_, knowledge_->frame());
  if (own || viewer_.role == Role::kAuditor || shown_.contains(ShownId(*fact.event, own))) return true;
  // A referral's events are its two units' and those who supervise, also in the person's timeline.
  const bool referral = fact.StreamKind() == "referral_out" || fact.StreamKind() == "referral_in";
  const auto& subjects = fact.Subjects();
  return std::any_of(subjects.begin(), subjects.end(), [&](const std::string& subject) {
    return (!referral || IsExchange(KindOf(subject))) && MayRead(subject);
  });
}

coordination::v1::EventMention Namer::Name(const Fact& fact, bool placed) {
  coordination::v1::EventMention mention;
  const bool may = MayName(fact);
  if (may || placed) mention.set_position(fact.position.value);
  mention.set_withheld(!may);
  if (!may) return mention;
  mention.set_event_id(ShownId(*fact.event, IsOwn(fact.unit(), viewer_, knowledge_->frame())));
  mention.set_type(fact.name());
  *mention.mutable_label() = fact.event->type->options.label();
  mention.set_agency(fact.agency);
  mention.set_unit(fact.unit());
  *mention.mutable_when() = WhenOf(fact, viewer_, knowledge_->frame());
  return mention;
}

}  // namespace homeward::projections
