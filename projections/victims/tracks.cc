// The parallel tracks. Where a track is a machine of its stream, its states come from the contract's own steps.
#include <algorithm>
#include <map>
#include <set>

#include "projections/facts/dates.h"
#include "projections/facts/half.h"
#include "projections/facts/values.h"
#include "projections/labels/labels.h"
#include "projections/victims/timeline.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

DerivedTrack MakeTrack(std::string_view track, std::string_view instance, std::string_view state, const Line* last) {
  DerivedTrack out;
  *out.shown.mutable_track() = CodedOf(track);
  out.shown.set_instance(std::string(instance));
  *out.shown.mutable_state() = CodedOf(state, track);
  out.last = last;
  if (last != nullptr) out.shown.set_unit(last->fact.unit());
  return out;
}

void Detail(std::string_view name, const coordination::v1::Coded& coded, DerivedTrack* track) {
  if (coded.code().empty()) return;
  auto* field = track->shown.add_details();
  field->set_name(std::string(name));
  field->set_value(coded.code());
  *field->mutable_value_label() = coded.label();
}

void Detail(std::string_view name, std::string_view value, DerivedTrack* track) {
  if (value.empty()) return;
  auto* field = track->shown.add_details();
  field->set_name(std::string(name));
  field->set_value(std::string(value));
}

// A machine of the person as a whole, which several agencies move: the last step in order of time counts.
DerivedTrack ByTime(std::string_view track, std::string_view machine, std::string_view none, const Lines& lines,
                    std::string_view end = "") {
  std::string state(none);
  const Line* last = nullptr;
  for (const Line* line : lines) {
    const std::string to = StepTarget(line->fact, machine);
    if (to.empty() || (!end.empty() && state == end)) continue;
    state = to;
    last = line;
  }
  return MakeTrack(track, "", state, last);
}

// Lines of streams of that kind, by the streams' keys.
std::map<std::string, Lines> ByKey(const Lines& lines, std::string_view stream_kind) {
  std::map<std::string, Lines> by_key;
  for (const Line* line : lines)
    if (line->fact.StreamKind() == stream_kind) by_key[std::string(line->fact.key)].push_back(line);
  return by_key;
}

// One track for each key of a kind of stream.
void PerKey(std::string_view track, std::string_view stream_kind, const Lines& lines, std::vector<DerivedTrack>* out) {
  for (const auto& [key, of_key] : ByKey(lines, stream_kind)) {
    const Half half = RunHalf(of_key, "");
    if (!half.empty()) out->push_back(MakeTrack(track, key, half.state, half.last()));
  }
}

void ConsentTracks(const Lines& lines, const Frame& frame, std::vector<DerivedTrack>* out) {
  for (const auto& [key, of_key] : ByKey(lines, "consent")) {
    const Half half = RunHalf(of_key, "");
    if (half.empty()) continue;
    const Line* given = half.Find("ConsentRecorded");
    std::string state = half.state;
    if (state == "given" && given != nullptr) {
      const Micros until = given->fact.Time("until");
      if (until != 0 && frame.as_at_us > until) state = "expired";
    }
    DerivedTrack track = MakeTrack("consent", key, state, half.last());
    if (given != nullptr) {
      std::string purposes, recipients;
      for (const std::string& p : given->fact.Codes("purposes")) purposes += (purposes.empty() ? "" : ", ") + p;
      for (const std::string& r : given->fact.Texts("recipients")) recipients += (recipients.empty() ? "" : ", ") + r;
      track.shown.set_instance(contract::Cat(purposes, " → ", recipients));
      Detail("purposes", purposes, &track);
      Detail("recipients", recipients, &track);
      Detail("given_by", ValueCoded(*given->fact.event->payload, "given_by"), &track);
      Detail("until", given->fact.Text("until"), &track);
    }
    out->push_back(std::move(track));
  }
}

// The plan that moved last; closing or reopening support as a whole does the same to it.
void PlanTrack(const Lines& lines, std::vector<DerivedTrack>* out) {
  const Line* last = nullptr;
  std::string state = "none";
  for (const auto& [key, of_key] : ByKey(lines, "plan")) {
    const Half half = RunHalf(of_key, "");
    if (half.empty() || (last != nullptr && half.last()->fact.time_us < last->fact.time_us)) continue;
    state = half.state;
    last = half.last();
  }
  for (const Line* line : lines) {
    const bool closed = line->fact.Is("SupportClosed"), reopened = line->fact.Is("SupportReopened");
    if ((!closed && !reopened) || (last != nullptr && line->fact.time_us < last->fact.time_us)) continue;
    state = closed ? "closed" : "reopened";
    last = line;
  }
  if (last != nullptr) out->push_back(MakeTrack("support_plan", "", state, last));
}

void ServiceTracks(const Lines& lines, std::vector<DerivedTrack>* out) {
  for (const auto& [key, of_key] : ByKey(lines, "service")) {
    const Half half = RunHalf(of_key, "");
    if (half.empty()) continue;
    coordination::v1::Coded service;
    for (const Line* line : half.lines)
      if (auto said = ValueCoded(*line->fact.event->payload, "service"); !said.code().empty()) service = said;
    DerivedTrack track = MakeTrack("service", service.code().empty() ? key : service.code(), half.state, half.last());
    Detail("service", service, &track);
    out->push_back(std::move(track));
  }
}

// Others see that a measure is in force and in which phase, never which one.
void ProtectionTracks(const Lines& lines, std::vector<DerivedTrack>* out) {
  for (const auto& [key, of_key] : ByKey(lines, "protection")) {
    // Two agencies may speak of one measure, each in its own stream: the last word in time counts.
    DerivedTrack track = ByTime("protection", "", "none", of_key);
    if (track.last == nullptr) continue;
    track.shown.set_instance(key);
    const std::string& state = track.shown.state().code();
    Detail("in_force", state == "applied" || state == "changed" ? "yes" : "no", &track);
    for (auto it = of_key.rbegin(); it != of_key.rend(); ++it) {
      const auto& payload = *(*it)->fact.event->payload;
      if (auto phase = ValueCoded(payload, "phase"); !phase.code().empty()) {
        Detail("phase", phase, &track);
        Detail("kind", ValueCoded(payload, "kind"), &track);
        break;
      }
    }
    out->push_back(std::move(track));
  }
}

int JusticeRank(const Fact& f) {
  static constexpr std::string_view kSteps[] = {"RightsExplained",       "StatementTaken",  "LegalAidAssigned",
                                                "VictimCalledToHearing", "VictimHeard",     "VictimInformedOfOutcome",
                                                "CompensationOrdered",   "CompensationPaid"};
  const auto* it = std::find(std::begin(kSteps), std::end(kSteps), f.name());
  return it == std::end(kSteps) ? -1 : static_cast<int>(it - std::begin(kSteps));
}

// Person × case: as far as the person's part in the proceedings has come.
void JusticeTracks(const Lines& lines, std::vector<DerivedTrack>* out) {
  static constexpr std::string_view kStates[] = {
      "rights_explained", "statement_taken",      "legal_aid",        "called_to_hearing", "heard",
      "outcome_told",     "compensation_ordered", "compensation_paid"};
  struct Part {
    int rank = -1;
    const Line* last = nullptr;
    int statements = 0;
    bool lawyer = false, representative = false;
  };
  std::map<std::string, Part> by_case;
  for (const Line* line : lines) {
    const int rank = JusticeRank(line->fact);
    if (rank < 0) continue;
    Part& part = by_case[line->fact.Text("case_id")];
    if (rank >= part.rank) part.rank = rank, part.last = line;
    if (line->fact.Is("StatementTaken") && line->fact.Text("reused_statement").empty()) ++part.statements;
    part.lawyer = part.lawyer || line->fact.Is("LegalAidAssigned");
  }
  for (const auto& [case_id, part] : by_case) {
    DerivedTrack track = MakeTrack("justice", case_id, kStates[part.rank], part.last);
    Detail("statements", std::to_string(part.statements), &track);
    Detail("legal_aid", part.lawyer ? "yes" : "no", &track);
    out->push_back(std::move(track));
  }
}

void FollowUpTrack(const Lines& lines, const Frame& frame, std::vector<DerivedTrack>* out) {
  DerivedTrack track = ByTime("follow_up", "follow_up", "none", lines);
  if (track.last == nullptr) return;
  Detail("contact", ValueCoded(*track.last->fact.event->payload, "contact"), &track);
  const Micros due = track.last->fact.Time("due");
  if (due != 0) Detail("due", DateText(due), &track);
  if (due != 0 && frame.as_at_us > due)
    Detail("overdue_days", std::to_string(DaysBetween(due, frame.as_at_us)), &track);
  out->push_back(std::move(track));
}

}  // namespace

std::vector<DerivedTrack> DeriveTracks(const Lines& lines, const Identification& identification, const Frame& frame) {
  std::vector<DerivedTrack> tracks;
  tracks.push_back(ByTime("contact", "contact", "unknown", lines, "deceased"));
  tracks.push_back(MakeTrack("identification", "", identification.state, identification.last));
  ConsentTracks(lines, frame, &tracks);
  if (auto support = ByTime("immediate_support", "immediate_support", "none", lines); support.last != nullptr) {
    const auto given =
        std::count_if(lines.begin(), lines.end(), [](const Line* l) { return l->fact.Is("ImmediateSupportGiven"); });
    Detail("times", std::to_string(given), &support);
    tracks.push_back(std::move(support));
  }
  PlanTrack(lines, &tracks);
  const size_t owner_only = tracks.size();
  ServiceTracks(lines, &tracks);
  PerKey("loan", "loan", lines, &tracks);
  PerKey("allowance", "allowance", lines, &tracks);
  for (size_t i = owner_only; i < tracks.size(); ++i) tracks[i].owner_only = true;
  ProtectionTracks(lines, &tracks);
  if (auto r = ByTime("representative", "representative", "none", lines); r.last != nullptr) {
    Detail("representative", ValueCoded(*r.last->fact.event->payload, "representative"), &r);
    tracks.push_back(std::move(r));
  }
  JusticeTracks(lines, &tracks);
  PerKey("training", "training", lines, &tracks);
  PerKey("job", "job", lines, &tracks);
  FollowUpTrack(lines, frame, &tracks);
  if (auto r = ByTime("repatriation", "repatriation", "none", lines); r.last != nullptr) tracks.push_back(std::move(r));
  return tracks;
}

const Line* LastOf(const Lines& lines, std::string_view name) {
  for (auto it = lines.rbegin(); it != lines.rend(); ++it)
    if ((*it)->fact.Is(name)) return *it;
  return nullptr;
}

const Line* FirstOf(const Lines& lines, std::string_view name) {
  for (const Line* line : lines)
    if (line->fact.Is(name)) return line;
  return nullptr;
}

}  // namespace homeward::projections
