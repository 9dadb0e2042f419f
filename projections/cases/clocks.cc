// The clocks of criminal procedure. How long each runs is rule data; which event starts and stops it is the
// procedure's.
#include <algorithm>

#include "projections/cases/case.h"
#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "projections/rules/codes.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::Deadline;
using Lines = std::vector<const Line*>;

// The first of the names after `from` (or at all, where null).
const Line* FirstAfter(const Lines& lines, std::initializer_list<std::string_view> names, const Line* from) {
  bool after = from == nullptr;
  for (const Line* line : lines) {
    if (after)
      for (std::string_view name : names)
        if (line->fact.Is(name)) return line;
    if (line == from) after = true;
  }
  return nullptr;
}

const Line* Last(const Lines& lines, std::string_view name, const Line* from) {
  const Line* last = nullptr;
  bool after = from == nullptr;
  for (const Line* line : lines) {
    if (after && line->fact.Is(name)) last = line;
    if (line == from) after = true;
  }
  return last;
}

Micros DueOf(const Line* line) { return line == nullptr ? 0 : line->fact.Time("due"); }

struct Clocks {
  const Lines& lines;
  std::string_view crime_class;
  const Frame& frame;
  std::vector<Deadline> all;

  void Add(std::string_view code, const Line* start, const Line* done, Micros due = 0, bool suspended = false) {
    Deadline deadline;
    if (start != nullptr && MakeDeadline(code, crime_class, start, done, due, suspended, frame, &deadline))
      all.push_back(std::move(deadline));
  }
};

void TipClocks(Clocks* c) {
  const Line* received = FirstAfter(c->lines, {"TipReceived"}, nullptr);
  if (received == nullptr) return;
  const Line* resumed = Last(c->lines, "TipResumed", nullptr);
  const Line* done = FirstAfter(c->lines, {"TipResolved", "CaseInstituted"}, received);
  if (resumed != nullptr) {
    c->Add(rules::kTipAfterResuming, resumed, FirstAfter(c->lines, {"TipResolved", "CaseInstituted"}, resumed));
    return;
  }
  const bool suspended = Last(c->lines, "TipSuspended", nullptr) != nullptr && done == nullptr;
  c->Add(rules::kTipCheck, received, done, DueOf(Last(c->lines, "TipDeadlineExtended", received)), suspended);
}

void InvestigationClocks(const Progress& p, Clocks* c) {
  const Line* instituted = FirstAfter(c->lines, {"CaseInstituted"}, nullptr);
  if (instituted == nullptr) return;
  if (instituted->fact.agency == contract::Agency::AGENCY_BORDER_GUARD)
    c->Add(c->crime_class == "less_serious" ? rules::kBorderInitial : rules::kBorderTransfer, instituted,
           FirstAfter(c->lines, {"CaseFileTransferred", "InitialInvestigationCompleted"}, instituted));
  const Line* concluded = FirstAfter(
      c->lines, {"InvestigationConcluded", "InitialInvestigationCompleted", "InvestigationDiscontinued"}, instituted);
  c->Add(rules::kInvestigation, instituted, concluded, DueOf(Last(c->lines, "InvestigationExtended", instituted)),
         p.stage == "C4");
  if (p.returned == nullptr) return;
  const bool court = p.returned->fact.Is("CourtReturnedFile") || p.returned->fact.Is("AppealDecided");
  c->Add(court ? rules::kSupplementaryCourt : rules::kSupplementaryProcuracy, p.returned,
         FirstAfter(c->lines, {"InvestigationConcluded", "ProsecutionDecided", "FileSentToCourt"}, p.returned), 0,
         p.stage == "C4");
}

void CourtClocks(const Progress& p, Clocks* c) {
  if (p.file_received != nullptr)
    c->Add(rules::kProsecutionDecision, p.file_received, FirstAfter(c->lines, {"ProsecutionDecided"}, p.file_received),
           DueOf(Last(c->lines, "ProsecutionDeadlineExtended", p.file_received)), p.prosecution_suspended);
  if (const Line* accepted = Last(c->lines, "CourtAccepted", nullptr))
    c->Add(rules::kTrialPreparation, accepted,
           FirstAfter(c->lines, {"TrialHeld", "CourtReturnedFile", "CourtDiscontinued"}, accepted), 0,
           p.court_suspended);
  if (p.judgment == nullptr) return;
  // A judgment becomes final when the window has passed: that is no deadline missed.
  const Line* done = FirstAfter(c->lines, {"AppealLodged", "JudgmentFinal"}, p.judgment);
  const bool passed = done != nullptr && done->fact.Is("JudgmentFinal");
  c->Add(rules::kAppealWindow, p.judgment, passed ? p.judgment : done);
}

}  // namespace

bool MakeDeadline(std::string_view rule_code, std::string_view crime_class, const Line* start, const Line* done,
                  Micros due_us, bool suspended, const Frame& frame, Deadline* deadline) {
  const Micros start_us = start->fact.time_us;
  std::string code(rule_code);
  if (!crime_class.empty())
    if (std::string by_class = contract::Cat(rule_code, "_", crime_class); frame.governance->Rule(by_class, start_us))
      code = std::move(by_class);
  const auto by_rule = frame.governance->Due(code, start_us);
  if (!by_rule.has_value() && due_us == 0) return false;
  const Micros due = due_us != 0 ? due_us : *by_rule;
  deadline->set_rule_code(code);
  *deadline->mutable_label() = LabelOf(rule_code);
  *deadline->mutable_start() = ToTimestamp(start_us);
  *deadline->mutable_due() = ToTimestamp(due);
  if (const RuleRow* row = frame.governance->Rule(code, start_us)) deadline->set_article(row->article);
  const Micros as_at = frame.as_at_us;
  deadline->set_days_left(as_at <= due ? DaysBetween(as_at, due) : -DaysBetween(due, as_at));
  std::string_view state = "running";
  if (done != nullptr) {
    deadline->set_days_left(0);
    state = done->fact.time_us > due ? "met_late" : done->fact.recorded_us > due ? "met_reported_late" : "met";
  } else if (suspended) {
    state = "suspended";
  } else if (as_at != 0 && as_at > due) {
    state = "missed";
  }
  *deadline->mutable_state() = CodedOf(state);
  return true;
}

std::vector<Deadline> CaseDeadlines(const Lines& lines, const Progress& progress, std::string_view crime_class,
                                    const Frame& frame) {
  Clocks clocks{lines, crime_class, frame, {}};
  TipClocks(&clocks);
  InvestigationClocks(progress, &clocks);
  CourtClocks(progress, &clocks);
  return std::move(clocks.all);
}

}  // namespace homeward::projections
