#include "projections/query/victims.h"

#include <algorithm>
#include <map>
#include <set>

#include "projections/access/decide.h"
#include "projections/access/mask.h"
#include "projections/facts/half.h"
#include "projections/labels/labels.h"
#include "projections/projector/projection.h"
#include "projections/query/exchanges.h"
#include "projections/victims/timeline.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::VictimTimeline;
using options::v1::Lane;

absl::Status Unknown() { return absl::NotFoundError("unknown, or not yours to read"); }

options::v1::Label LaneLabel(Lane lane) {
  options::v1::Label label;
  switch (lane) {
    case options::v1::LANE_IDENTIFICATION_AND_PROTECTION:
      label.set_en("identification and protection");
      label.set_vi("xác định và bảo vệ");
      break;
    case options::v1::LANE_INDIVIDUAL_SUPPORT:
      label.set_en("individual support");
      label.set_vi("hỗ trợ cá nhân");
      break;
    case options::v1::LANE_SOCIAL_INCLUSION:
      label.set_en("social inclusion");
      label.set_vi("hòa nhập xã hội");
      break;
    default:
      label.set_en("justice");
      label.set_vi("tư pháp");
  }
  return label;
}

// Steps of a case that its victims' helpers need: decisions, hearings, judgments; no investigation steps.
bool Milestone(const Fact& f) {
  static constexpr std::string_view kNames[] = {
      "ProsecutionDecided",  "TrialScheduled", "TrialAdjourned", "TrialHeld",         "JudgmentRendered",
      "AppealLodged",        "AppealDecided",  "JudgmentFinal",  "CourtDiscontinued", "InvestigationDiscontinued",
      "InstitutionCancelled"};
  return std::find(std::begin(kNames), std::end(kNames), f.name()) != std::end(kNames);
}

bool OfReferral(const Fact& f) { return f.StreamKind() == "referral_out" || f.StreamKind() == "referral_in"; }
bool OfIdentity(const Fact& f) { return f.StreamKind() == "identity"; }

// Collects what one viewer sees of one person.
class Reading {
 public:
  Reading(const Viewer& viewer, Knowledge* knowledge, std::set<std::string> persons)
      : viewer_(viewer), knowledge_(knowledge), persons_(std::move(persons)) {}

  void Take(const Line& line) {
    if (!MayKnowOf(line.fact, viewer_, knowledge_->frame())) return;
    const bool own = IsOwn(line.fact.unit(), viewer_, knowledge_->frame());
    if (shown_ids_.emplace(line.fact.id(), ShownId(*line.fact.event, own)).second) lines_.push_back(&line);
  }

  // The entries in their lanes, in order of time; verdicts beside them.
  void Fill(const VerdictsById& verdicts, VictimTimeline* timeline) {
    std::stable_sort(lines_.begin(), lines_.end(),
                     [](const Line* a, const Line* b) { return Before(a->fact, b->fact); });
    std::map<Lane, coordination::v1::LaneEntries*> lanes;
    for (Lane lane : {options::v1::LANE_IDENTIFICATION_AND_PROTECTION, options::v1::LANE_INDIVIDUAL_SUPPORT,
                      options::v1::LANE_SOCIAL_INCLUSION, options::v1::LANE_JUSTICE}) {
      lanes[lane] = timeline->add_lanes();
      lanes[lane]->set_lane(lane);
      *lanes[lane]->mutable_label() = LaneLabel(lane);
    }
    for (const Line* line : lines_) {
      const Lane lane = line->fact.event->type->options.lane();
      auto at = lanes.find(lane);
      if (at == lanes.end()) continue;
      coordination::v1::Entry entry = RenderEntry(*line, viewer_, knowledge_->frame(), &persons_);
      if (auto said = verdicts.find(line->fact.id()); said != verdicts.end() && line->stands())
        for (const auto& v : said->second) *entry.add_verdicts() = v;
      if (OfIdentity(line->fact)) *timeline->add_duplicates() = entry;
      *at->second->add_entries() = std::move(entry);
    }
  }
  // As the event's entry tells its id; empty where it has no entry.
  std::string ShownIdOf(const std::string& event_id) const {
    const auto shown = shown_ids_.find(event_id);
    return shown == shown_ids_.end() ? "" : shown->second;
  }

 private:
  const Viewer& viewer_;
  Knowledge* knowledge_;
  std::set<std::string> persons_;
  std::map<std::string, std::string> shown_ids_;  // by event id
  Lines lines_;
};

void FillTracks(const Timeline& from, const Viewer& viewer, const Frame& frame, VictimTimeline* to) {
  for (const DerivedTrack& track : from.tracks) {
    if (track.last != nullptr && track.owner_only && !MayKnowOf(track.last->fact, viewer, frame)) continue;
    coordination::v1::Track shown = track.shown;
    if (track.last != nullptr) *shown.mutable_since() = WhenOf(track.last->fact, viewer, frame);
    *to->add_tracks() = std::move(shown);
  }
}

// Planned against delivered is the helpers' own; whoever may not know of the services sees none of it.
void MaskServices(const Timeline& from, const Viewer& viewer, const Frame& frame, VictimTimeline* to) {
  bool may = false;
  for (const Line& line : from.history)
    may = may || ((line.fact.StreamKind() == "plan" || line.fact.StreamKind() == "service") &&
                  MayKnowOf(line.fact, viewer, frame));
  if (!may) to->clear_services();
}

void FillCases(const Facts& facts, Knowledge* knowledge, History* milestones, VictimTimeline* timeline) {
  std::set<std::string> cases;
  for (const Line& line : MakeHistory(facts, knowledge->frame().as_at_us))
    if (line.stands())
      for (const std::string& s : line.fact.Subjects())
        if (KindOf(s) == "case") cases.emplace(IdOf(s));
  for (const std::string& id : cases) {
    timeline->add_cases(id);
    for (Line& line : MakeHistory(knowledge->Of(contract::Cat("case:", id)), knowledge->frame().as_at_us))
      if (line.fact.key == id && Milestone(line.fact)) milestones->push_back(std::move(line));
  }
}

}  // namespace

absl::StatusOr<VictimTimeline> ReadTimeline(const std::string& person, const Viewer& viewer, Knowledge* knowledge) {
  const AccessDecision decision = MayReadPerson(person, viewer, knowledge);
  if (!knowledge->status().ok()) return knowledge->status();
  if (!decision.granted) return Unknown();
  const Frame& frame = knowledge->frame();
  const Facts facts = knowledge->OfPerson(person);
  const std::vector<Exchange> exchanges = ExchangesOf(facts, knowledge);
  Timeline derived = DeriveTimeline(facts, exchanges, frame);

  VictimTimeline timeline = std::move(derived.shown);
  timeline.set_person(person);
  timeline.set_canonical(knowledge->CanonicalOf(person));
  std::set<std::string> persons;
  for (const std::string& pseudonym : knowledge->IdentityOf(person).Set(person)) persons.insert(pseudonym);
  if (persons.size() > 1)
    for (const std::string& pseudonym : persons) timeline.add_merged(pseudonym);
  *timeline.mutable_basis() = CodedOf(decision.basis);
  if (derived.responsible.since != nullptr)
    *timeline.mutable_responsible()->mutable_since() = WhenOf(derived.responsible.since->fact, viewer, frame);

  Reading reading(viewer, knowledge, persons);
  // A referral's facts are for its two units, the coordinator and the auditor.
  std::set<std::string> readable;
  for (const Exchange& exchange : exchanges) {
    if (!MayReadExchange(exchange, viewer, knowledge).granted) continue;
    readable.insert(exchange.shown.id());
    *timeline.add_exchanges() = MaskExchange(exchange, viewer, knowledge, false);
    for (const Line& line : exchange.history)
      if (line.fact.key == exchange.shown.id()) reading.Take(line);
  }
  for (const Line& line : derived.history)
    if (!OfReferral(line.fact) || readable.contains(std::string(line.fact.key))) reading.Take(line);
  History milestones;
  FillCases(facts, knowledge, &milestones, &timeline);
  for (const Line& line : milestones) reading.Take(line);
  reading.Fill(derived.verdicts, &timeline);

  FillTracks(derived, viewer, frame, &timeline);
  MaskServices(derived, viewer, frame, &timeline);
  for (auto& rule : *timeline.mutable_hard_rules()) {
    auto* ids = rule.mutable_event_ids();
    for (std::string& id : *ids) id = reading.ShownIdOf(id);
    ids->erase(std::remove(ids->begin(), ids->end(), ""), ids->end());
  }
  if (!knowledge->status().ok()) return knowledge->status();
  return timeline;
}

absl::Status ReadServiceUser(const std::string& service_user, const Viewer& viewer, Knowledge* knowledge,
                             coordination::v1::GetServiceUserRecordResponse* response) {
  const AccessDecision decision = MayReadServiceUser(service_user, viewer, knowledge);
  if (!knowledge->status().ok()) return knowledge->status();
  if (!decision.granted) return Unknown();
  const Frame& frame = knowledge->frame();
  const Facts facts = knowledge->Of(contract::Cat("service:", service_user));
  const History history = MakeHistory(facts, frame.as_at_us);
  response->set_service_user(service_user);
  *response->mutable_basis() = CodedOf(decision.basis);
  std::string consent = "none";
  std::map<std::string, Lines> loans;
  std::map<std::string, std::string> requests;
  for (const Line& line : history) {
    if (MayKnowOf(line.fact, viewer, frame)) *response->add_entries() = RenderEntry(line, viewer, frame);
    if (!line.stands()) continue;
    const bool of_user = line.fact.StreamKind() == "service_user";
    if (std::string to = StepTarget(line.fact, "consent"); of_user && !to.empty()) consent = to;
    if (std::string to = StepTarget(line.fact, "request"); of_user && !to.empty())
      requests[line.fact.Text("request_id")] = to;
    if (line.fact.StreamKind() == "service_user_loan") loans[std::string(line.fact.key)].push_back(&line);
  }
  const auto add = [&](std::string_view track, const std::string& instance, const std::string& state) {
    auto* shown = response->add_tracks();
    *shown->mutable_track() = CodedOf(track);
    shown->set_instance(instance);
    *shown->mutable_state() = CodedOf(state, track);
  };
  add("consent", "", consent);
  for (const auto& [id, state] : requests) add("service", id, state);
  for (const auto& [id, lines] : loans) add("loan", id, RunHalf(lines, "").state);
  for (const Exchange& exchange : ExchangesOf(facts, knowledge))
    if (MayReadExchange(exchange, viewer, knowledge).granted)
      *response->add_exchanges() = MaskExchange(exchange, viewer, knowledge, false);
  return knowledge->status();
}

}  // namespace homeward::projections
