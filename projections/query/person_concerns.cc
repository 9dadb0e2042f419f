// What asks for attention about one person.
#include <algorithm>
#include <iterator>

#include "projections/access/decide.h"
#include "projections/access/mask.h"
#include "projections/facts/dates.h"
#include "projections/projector/projection.h"
#include "projections/query/concerns.h"
#include "projections/query/exchanges.h"
#include "projections/rules/codes.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using contract::Cat;

// Events in which somebody met or spoke with the person.
constexpr std::string_view kContacts[] = {"VictimReported",  "VictimRescued",    "VictimReceived",
                                          "HandoverTaken",   "FollowUpDone",     "ImmediateSupportGiven",
                                          "StatementTaken",  "NeedsAssessed",    "ContactRegained",
                                          "SupportReopened", "ServiceDelivered", "JobPlaced"};
constexpr std::string_view kEnds[] = {"SupportClosed", "PersonDeceased", "RepatriationDone"};

bool Among(std::string_view name, const auto& names) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// One person as the viewer may know them.
class Person {
 public:
  Person(const std::string& id, const Viewer& viewer, Knowledge* knowledge, ConcernList* list)
      : subject_(Cat("person:", knowledge->CanonicalOf(id))),
        viewer_(viewer),
        knowledge_(*knowledge),
        frame_(knowledge->frame()),
        list_(*list) {
    const Facts facts = knowledge->OfPerson(id);
    exchanges_ = ExchangesOf(facts, knowledge);
    timeline_ = DeriveTimeline(facts, exchanges_, frame_);
    for (const Line& line : timeline_.history)
      if (line.stands()) lines_.push_back(&line);
    for (const Line* line : lines_) {
      if (Among(line->fact.name(), kContacts)) met_ = line;
      if (Among(line->fact.name(), kEnds)) ended_ = line;
      if (line->fact.Is("SupportReopened")) ended_ = nullptr;
    }
    if (ended_ != nullptr && met_ != nullptr && ended_->fact.time_us < met_->fact.time_us) ended_ = nullptr;
  }

  bool open() const { return ended_ == nullptr && !lines_.empty(); }

  void Custody() {
    const ResponsibleUnit& r = timeline_.responsible;
    if (r.state == "between_agencies") {
      auto* c = Add(concerns::kBetweenAgencies, r.units.empty() ? "" : r.units.back(), r.since_us);
      const auto due = frame_.governance->Due(rules::kHandoverTaken, r.since_us);
      if (c != nullptr && due.has_value()) *c->mutable_due() = ToTimestamp(*due);
    } else if (r.state == "none" && met_ != nullptr) {
      Add(concerns::kNobodyResponsible, "", r.since_us != 0 ? r.since_us : SinceOf(met_->fact));
    }
    if (met_ == nullptr) return;
    const auto due = frame_.governance->Due(rules::kFollowUpGap, met_->fact.time_us);
    if (!due.has_value() || *due >= frame_.as_at_us) return;
    auto* c = Add(concerns::kNoContact, r.units.empty() ? met_->fact.unit() : r.units.front(), SinceOf(met_->fact));
    if (c != nullptr) *c->mutable_due() = ToTimestamp(*due);
  }

  void Child() {
    if (!timeline_.shown.child()) return;
    for (const auto& check : timeline_.shown.safeguards()) {
      const std::string& code = check.check().code();
      if ((code != "representative" && code != "lawyer") || check.kept()) continue;
      auto* c = Add(concerns::kChildWithoutRepresentative, Responsible(), SinceOf(lines_.front()->fact));
      if (c != nullptr) c->set_detail(code);
    }
  }

  void Asked() {
    const RuleRow* rule = frame_.governance->Rule(rules::kTimesAsked, frame_.as_at_us);
    const Line* last = LastOf(lines_, "StatementTaken");
    if (rule == nullptr || last == nullptr || timeline_.shown.times_asked() <= rule->amount) return;
    if (auto* c = Add(concerns::kAskedManyTimes, last->fact.unit(), SinceOf(last->fact)))
      c->set_count(timeline_.shown.times_asked());
  }

  // Hearings ahead: of every case in which the person is named.
  void Hearings() {
    std::set<std::string> cases;
    for (const Line* line : lines_)
      for (const std::string& s : line->fact.Subjects())
        if (KindOf(s) == "case") cases.insert(s);
    const RuleRow* rule = frame_.governance->Rule(rules::kSupportBeforeHearing, frame_.as_at_us);
    if (rule == nullptr) return;
    for (const std::string& subject : cases) {
      const History history = MakeHistory(knowledge_.Of(subject), frame_.as_at_us);
      const Line* scheduled = nullptr;
      for (const Line& line : history) {
        if (!line.stands() || line.fact.key != IdOf(subject)) continue;
        if (line.fact.Is("TrialScheduled") || line.fact.Is("TrialAdjourned")) scheduled = &line;
        if (line.fact.Is("TrialHeld") || line.fact.Is("CourtDiscontinued")) scheduled = nullptr;
      }
      const Micros hearing = scheduled == nullptr ? 0 : scheduled->fact.Time("hearing_at");
      if (hearing <= frame_.as_at_us || hearing > frame_.governance->DueBy(*rule, frame_.as_at_us)) continue;
      const bool supported = std::any_of(lines_.begin(), lines_.end(), [&](const Line* line) {
        return line->fact.Is("LegalAidAssigned") &&
               (line->fact.Text("case_id").empty() || line->fact.Text("case_id") == IdOf(subject));
      });
      if (supported) continue;
      auto* c = Add(concerns::kHearingWithoutSupport, Responsible(), SinceOf(scheduled->fact));
      if (c == nullptr) continue;
      *c->mutable_due() = ToTimestamp(hearing);
      c->set_detail("lawyer");
    }
  }

  // A consent that ends soon, while something still rests on it.
  void Consents() {
    const bool relied = std::any_of(exchanges_.begin(), exchanges_.end(), [](const Exchange& e) {
      return e.shown.open() && e.shown.basis().code() == "consent";
    });
    const auto ahead = frame_.governance->Due(rules::kAttentionAhead, frame_.as_at_us);
    if (!relied || !ahead.has_value()) return;
    std::map<std::string, const Line*> given;
    for (const Line* line : lines_) {
      if (line->fact.Is("ConsentRecorded")) given[std::string(line->fact.key)] = line;
      if (line->fact.Is("ConsentWithdrawn")) given.erase(std::string(line->fact.key));
    }
    for (const auto& [key, line] : given) {
      const Micros until = line->fact.Time("until");
      if (until <= frame_.as_at_us || until > *ahead || !MayKnowOf(line->fact, viewer_, frame_)) continue;
      auto* c = Add(concerns::kConsentGone, line->fact.unit(), SinceOf(line->fact));
      if (c == nullptr) continue;
      *c->mutable_due() = ToTimestamp(until);
      c->set_detail("consent_expiring");
    }
  }

  void Arrival() {
    const Line* told = LastOf(lines_, "ArrivalNotified");
    if (told == nullptr || !MayKnowOf(told->fact, viewer_, frame_)) return;
    for (const Line* line : lines_)
      if (line->fact.Is("VictimReceived") && line->fact.time_us >= told->fact.time_us) return;
    auto* c = Add(concerns::kArrivalExpected, told->fact.Text("to_unit"), SinceOf(told->fact));
    const Micros expected = told->fact.Time("expected_on");
    if (c != nullptr && expected != 0) *c->mutable_due() = ToTimestamp(expected);
  }

  void Allowance() {
    const auto ahead = frame_.governance->Due(rules::kAttentionAhead, frame_.as_at_us);
    for (const Clock& clock : VictimClocks(lines_)) {
      ClockReading reading;
      if (clock.code != rules::kAllowanceDossier || clock.done_us != 0 ||
          !ReadClock(clock, *frame_.governance, frame_.as_at_us, &reading))
        continue;
      if (reading.state != "missed" && (!ahead.has_value() || reading.due_us > *ahead)) continue;
      if (auto* c = Add(concerns::kAllowanceDeadline, clock.unit, clock.start_us))
        *c->mutable_due() = ToTimestamp(reading.due_us);
    }
  }

  void Compensation() {
    std::map<std::string, const Line*> ordered;
    for (const Line* line : lines_) {
      if (line->fact.Is("CompensationOrdered")) ordered[line->fact.Text("case_id")] = line;
      if (line->fact.Is("CompensationPaid")) ordered.erase(line->fact.Text("case_id"));
    }
    for (const auto& [of, line] : ordered) {
      if (!MayKnowOf(line->fact, viewer_, frame_)) continue;
      auto* c = Add(concerns::kCompensationUnpaid, line->fact.unit(), SinceOf(line->fact));
      const auto due = frame_.governance->Due(rules::kCompensationPaid, line->fact.time_us);
      if (c != nullptr && due.has_value()) *c->mutable_due() = ToTimestamp(*due);
    }
  }

  // Needs that were found, and neither a referral nor a service for them: for those alone who may know of needs.
  void Needs() {
    const Line* assessed = LastOf(lines_, "NeedsAssessed");
    if (assessed == nullptr || !MayKnowOf(assessed->fact, viewer_, frame_)) return;
    std::set<std::string> cared_for;
    for (const Line* line : lines_)
      if (line->fact.StreamKind() == "service" || line->fact.Is("ReferralSent"))
        cared_for.insert(line->fact.Code("service"));
    for (const Exchange& exchange : exchanges_) cared_for.insert(exchange.shown.need().code());
    for (const std::string& need : assessed->fact.Codes("needs")) {
      if (cared_for.contains(need)) continue;
      if (auto* c = Add(concerns::kNeedWithoutReferral, assessed->fact.unit(), SinceOf(assessed->fact)))
        c->set_detail(need);
    }
  }

 private:
  oversight::v1::Concern* Add(std::string_view kind, std::string_view unit, Micros since_us) {
    return list_.Add(kind, subject_, unit, since_us, frame_.as_at_us);
  }

  std::string Responsible() const {
    return timeline_.responsible.units.empty() ? std::string() : timeline_.responsible.units.front();
  }

  // The Monday of the week where the viewer may know no more.
  Micros SinceOf(const Fact& fact) const {
    return WhenOf(fact, viewer_, frame_).has_time() ? fact.time_us : WeekStart(fact.time_us);
  }

  const std::string subject_;
  const Viewer& viewer_;
  Knowledge& knowledge_;
  const Frame& frame_;
  ConcernList& list_;
  std::vector<Exchange> exchanges_;
  Timeline timeline_;
  Lines lines_;
  const Line *met_ = nullptr, *ended_ = nullptr;
};

}  // namespace

void PersonConcerns(const std::string& person, const Viewer& viewer, Knowledge* knowledge, ConcernList* list) {
  Person of(person, viewer, knowledge, list);
  of.Compensation();  // is owed whatever has ended
  if (!of.open()) return;
  of.Custody();
  of.Child();
  of.Asked();
  of.Hearings();
  of.Consents();
  of.Arrival();
  of.Allowance();
  of.Needs();
}

}  // namespace homeward::projections
