#include "projections/cases/case.h"

#include <algorithm>
#include <set>

#include "projections/exchanges/build.h"
#include "projections/facts/dates.h"
#include "projections/facts/values.h"
#include "projections/labels/labels.h"
#include "projections/projector/projection.h"
#include "projections/rules/codes.h"
#include "projections/victims/child.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using Lines = std::vector<const Line*>;

// Streams whose events move a case; statements and measures of other streams only name it.
bool MovesCase(const Fact& f) {
  const std::string_view kind = f.StreamKind();
  return kind == "tip" || kind == "case" || kind == "supervision" || kind == "prosecution";
}

template <typename Repeated>
void AddOnce(std::string_view text, Repeated* list) {
  if (text.empty() || std::find(list->begin(), list->end(), text) != list->end()) return;
  *list->Add() = std::string(text);
}

// Units that moved the case or were handed it.
template <typename Add>
void ForUnits(const Lines& lines, Add add) {
  for (const Line* l : lines) {
    const Fact& f = l->fact;
    if (!MovesCase(f)) continue;
    add(f.unit());
    if (f.Is("TipTransferred") || f.Is("CaseFileTransferred") || f.Is("CaseTransferred") ||
        f.Is("InvestigationConcluded") || f.Is("InitialInvestigationCompleted"))
      add(f.Text("to_unit"));
  }
}

// What links the case to others: tips, parts, victims, units.
void ShowLinks(std::string_view subject, const Lines& lines, coordination::v1::CaseProgress* e) {
  ForUnits(lines, [&](const std::string& unit) { AddOnce(unit, e->mutable_units()); });
  for (const Line* l : lines) {
    const Fact& f = l->fact;
    for (const std::string& s : f.Subjects())
      if (KindOf(s) == "person") AddOnce(IdOf(s), e->mutable_persons());
    if (f.Is("CaseInstituted")) AddOnce(f.Text("tip_id"), e->mutable_tips());
    if (f.Is("TipResolved") && f.Text("case_id") == e->id()) AddOnce(f.key, e->mutable_tips());
    if (f.Is("TipReceived") && KindOf(subject) == "tip") AddOnce(f.Text("continues"), e->mutable_tips());
    const bool own = f.key == e->id();
    if (f.Is("CaseSplit"))
      own ? AddOnce(f.Text("new_case_id"), e->mutable_parts()) : e->set_split_from(std::string(f.key));
    if (f.Is("CaseJoined")) AddOnce(own ? f.Text("into_case_id") : std::string(f.key), e->mutable_parts());
    for (std::string_view field : {"crime_code", "crime_class"}) {
      auto coded = ValueCoded(*f.event->payload, field);
      if (!coded.code().empty()) *(field == "crime_code" ? e->mutable_crime_code() : e->mutable_crime_class()) = coded;
    }
  }
}

void ShowStages(const Progress& p, const Frame& frame, coordination::v1::CaseProgress* e) {
  *e->mutable_stage() = CodedOf(p.stage);
  if (!p.ending.empty()) *e->mutable_ending() = CodedOf(p.ending);
  e->set_round(p.round);
  e->set_returns_procuracy(p.returns_procuracy);
  e->set_returns_judge(p.returns_judge);
  e->set_returns_panel(p.returns_panel);
  e->set_unit(p.unit.empty() || frame.as_at_us == 0 ? p.unit : frame.governance->HolderOf(p.unit, frame.as_at_us));
  *e->mutable_next_step() = CodedOf(NextStep(p));
  int round = 1;
  for (size_t i = 0; i < p.entered.size(); ++i) {
    const auto& [stage, line] = p.entered[i];
    const Fact& f = line->fact;
    if ((f.Is("ProsecutionDecided") && f.Code("decision") == "return") || f.Is("CourtReturnedFile") ||
        (f.Is("AppealDecided") && f.Code("decision") == "quashed_reinvestigate"))
      ++round;
    auto* span = e->add_stages();
    *span->mutable_stage() = CodedOf(stage);
    span->set_round(round);
    *span->mutable_entered()->mutable_time() = ToTimestamp(f.time_us);
    span->mutable_entered()->set_date(DateText(f.time_us));
    span->mutable_entered()->set_week(WeekText(f.time_us));
    if (i + 1 == p.entered.size()) continue;
    const Micros left = p.entered[i + 1].second->fact.time_us;
    *span->mutable_left()->mutable_time() = ToTimestamp(left);
    span->mutable_left()->set_date(DateText(left));
    span->mutable_left()->set_week(WeekText(left));
  }
}

// The case's own lines: those keyed by it and by the tips that led to it, so that a part split off does not move it.
Lines OwnLines(std::string_view subject, const History& history) {
  std::set<std::string, std::less<>> keys{std::string(IdOf(subject))};
  for (const Line& l : history) {
    if (!l.stands()) continue;
    const bool links = (l.fact.Is("CaseInstituted") || l.fact.Is("TipResolved")) &&
                       (l.fact.Text("case_id") == IdOf(subject) || l.fact.key == IdOf(subject));
    if (links && !l.fact.Text("tip_id").empty()) keys.insert(l.fact.Text("tip_id"));
  }
  // A tip that continues another carries its history on.
  for (size_t before = 0; before != keys.size();) {
    before = keys.size();
    for (const Line& l : history)
      if (l.stands() && l.fact.Is("TipReceived") && keys.contains(l.fact.key) && !l.fact.Text("continues").empty())
        keys.insert(l.fact.Text("continues"));
  }
  Lines lines;
  for (const Line& l : history) {
    const bool other_part = l.fact.Is("CaseSplit") || l.fact.Is("CaseJoined");
    if (l.stands() && (keys.contains(l.fact.key) || !MovesCase(l.fact) || other_part)) lines.push_back(&l);
  }
  return lines;
}

// Whether the line moves this case: another case's splitting off this part does, its being joined to this one does not.
bool Moves(const Fact& f, std::string_view id) {
  if (f.Is("CaseSplit") || f.Is("CaseJoined")) return f.key == id || (f.Is("CaseSplit") && f.Text("new_case_id") == id);
  return MovesCase(f);
}

// A tip is listed until it goes on as a case or as another body's tip.
bool Listed(std::string_view subject, const History& history) {
  if (KindOf(subject) == "case") return true;
  for (const Line& l : history) {
    if (!l.stands()) continue;
    if (l.fact.Is("TipReceived") && l.fact.Text("continues") == IdOf(subject)) return false;
    if ((l.fact.Is("CaseInstituted") || l.fact.Is("TipResolved")) && !l.fact.Text("case_id").empty()) return false;
  }
  return true;
}

bool OfTip(std::string_view code) { return code == rules::kTipCheck || code == rules::kTipAfterResuming; }

// The class of crime, as last said.
std::string ClassOf(const Lines& lines) {
  std::string last;
  for (const Line* l : lines)
    if (std::string said = l->fact.Code("crime_class"); !said.empty()) last = std::move(said);
  return last;
}

Lines MovingLines(const Lines& lines, std::string_view id) {
  Lines moving;
  for (const Line* l : lines)
    if (Moves(l->fact, id)) moving.push_back(l);
  return moving;
}

}  // namespace

CaseOutline OutlineCase(std::string_view subject, const Facts& facts) {
  CaseOutline outline;
  const History history = MakeHistory(facts, 0);
  const Lines lines = OwnLines(subject, history);
  const Lines moving = MovingLines(lines, IdOf(subject));
  if (moving.empty()) return outline;
  const bool listed = Listed(subject, history);
  if (KindOf(subject) == "tip") {
    outline.clocks = TipClocks(moving);
    // What went on elsewhere runs there.
    if (!listed) std::erase_if(outline.clocks, [](const Clock& clock) { return clock.done_us == 0; });
  }
  if (!listed) return outline;
  const Progress progress = WalkStages(moving);
  if (KindOf(subject) == "case") {
    outline.clocks = CaseClocks(moving, progress, ClassOf(moving));
    std::erase_if(outline.clocks, [](const Clock& clock) { return OfTip(clock.code); });
  }
  outline.listed = !progress.stage.empty();
  outline.ended = !progress.ending.empty();
  outline.begun_us = history.front().fact.time_us;
  ForUnits(lines, [&](const std::string& unit) {
    if (!unit.empty() && std::find(outline.units.begin(), outline.units.end(), unit) == outline.units.end())
      outline.units.push_back(unit);
  });
  return outline;
}

Case DeriveCase(std::string_view subject, const Facts& facts, const Facts& victims, const Frame& frame) {
  Case out;
  auto& e = out.shown;
  e.set_id(std::string(IdOf(subject)));
  e.set_subject(std::string(subject));
  out.history = MakeHistory(facts, frame.as_at_us);
  out.listed = Listed(subject, out.history);
  const Lines lines = OwnLines(subject, out.history);
  const Lines moving = MovingLines(lines, e.id());
  ShowLinks(subject, lines, &e);
  if (moving.empty()) return out;
  const Progress progress = WalkStages(moving);
  ShowStages(progress, frame, &e);
  CaseVerdicts(moving, progress, &out);
  *e.mutable_changed_at() = ToTimestamp(moving.back()->fact.time_us);
  out.clocks = CaseClocks(moving, progress, e.crime_class().code());
  for (auto& deadline : ToDeadlines(out.clocks, *frame.governance, frame.as_at_us)) {
    const std::string& state = deadline.state().code();
    if (state == "running" || state == "missed") *e.mutable_next_deadline() = deadline;
    *e.add_deadlines() = std::move(deadline);
  }

  const History victim_history = MakeHistory(victims, frame.as_at_us);
  Lines all, children;
  for (const Line& l : victim_history)
    if (l.stands()) all.push_back(&l);
  for (const Line* l : lines) e.set_child(e.child() || l->fact.Flag("child_involved") || l->fact.Flag("is_child"));
  for (const std::string& person : e.persons()) {
    const std::string who = contract::Cat("person:", person);
    Lines own;
    for (const Line* l : all)
      if (l->fact.IsAbout(who)) own.push_back(l);
    if (!IsChild(own)) continue;
    e.set_child(true);
    children.insert(children.end(), own.begin(), own.end());
  }
  if (!e.child()) return out;
  SafeguardResult safeguards = CheckSafeguards(children, true, frame);
  for (auto& check : safeguards.checks) *e.add_safeguards() = std::move(check);
  for (auto& [id, verdicts] : safeguards.verdicts) out.verdicts[id] = std::move(verdicts);
  return out;
}

}  // namespace homeward::projections
