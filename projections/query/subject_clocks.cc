#include <algorithm>

#include "projections/access/decide.h"
#include "projections/cases/case.h"
#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "projections/projector/projection.h"
#include "projections/query/cases.h"
#include "projections/query/deadlines.h"
#include "projections/query/exchanges.h"
#include "projections/rules/codes.h"
#include "projections/victims/timeline.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

bool OfPassing(std::string_view code) { return code == rules::kTipTransfer || code == rules::kFileTransfer; }
bool OfVerification(std::string_view code) {
  return code == rules::kVerificationReply || code == rules::kVerificationExtended;
}

}  // namespace

SubjectClocks::Of SubjectClocks::Read(const std::string& subject) {
  const std::string id(IdOf(subject));
  const std::string_view kind = KindOf(subject);
  const Frame& frame = knowledge_->frame();
  Of of{subject, {}, false};
  if (kind == "person") {
    of.readable = MayReadPerson(id, viewer_, knowledge_).granted;
    if (!of.readable) return of;
    of.subject = contract::Cat("person:", knowledge_->CanonicalOf(id));
    const History history = MakeHistory(knowledge_->OfPerson(id), frame.as_at_us);
    Lines lines;
    for (const Line& line : history)
      if (line.stands()) lines.push_back(&line);
    of.clocks = VictimClocks(lines);
    // Told with the verification, by whoever may read that.
    std::erase_if(of.clocks, [](const Clock& clock) { return OfVerification(clock.code); });
    return of;
  }
  if (kind == "tip" || kind == "case") {
    of.subject = CaseSubject(id, knowledge_);
    const Facts facts = CaseFacts(of.subject, knowledge_);
    of.readable = !of.subject.empty() && DecideCase(of.subject, facts, viewer_, knowledge_).granted;
    if (of.readable) of.clocks = DeriveCase(of.subject, facts, {}, frame).clocks;
    for (const Exchange& passing : ExchangesOfSubject(subject, knowledge_)) {
      if (!MayReadExchange(passing, viewer_, knowledge_).granted) continue;
      of.readable = true;
      of.clocks.insert(of.clocks.end(), passing.clocks.begin(), passing.clocks.end());
    }
    return of;
  }
  const Exchange exchange = ExchangeOf(subject, knowledge_);
  of.readable = MayReadExchange(exchange, viewer_, knowledge_).granted;
  if (of.readable) of.clocks = exchange.clocks;
  return of;
}

const SubjectClocks::Of& SubjectClocks::Get(const std::string& subject) {
  auto known = known_.find(subject);
  if (known == known_.end()) known = known_.emplace(subject, Read(subject)).first;
  return known->second;
}

const Clock* SubjectClocks::Find(const std::string& subject, const ListedClock& listed) {
  const Of& of = Get(subject);
  const Clock* found = nullptr;
  size_t alike = 0;
  for (const Clock& clock : of.clocks) {
    if (clock.code != listed.clock.code) continue;
    if (clock.start_us == listed.clock.start_us) return &clock;
    found = &clock;
    ++alike;
  }
  // A tip that went on as another body's runs from where the first began.
  const bool of_tip = KindOf(subject) == "tip" && !OfPassing(listed.clock.code);
  return of_tip && alike == 1 ? found : nullptr;
}

bool ShowClock(const std::string& subject, const Clock& clock, const Frame& frame, oversight::v1::Clock* shown) {
  if (!ToDeadline(clock, *frame.governance, frame.as_at_us, shown->mutable_deadline())) return false;
  shown->set_subject(subject);
  shown->set_unit(clock.unit);
  shown->set_unit_now(clock.unit.empty() ? "" : frame.governance->HolderOf(clock.unit, frame.as_at_us));
  shown->set_inherited(shown->unit() != shown->unit_now());
  shown->set_extended(clock.due_us != 0 && RuleOf(*frame.governance, clock.code, clock.crime_class, clock.start_us));
  return true;
}

}  // namespace homeward::projections
