// The clocks of criminal procedure. How long each runs is rule data; which event starts and stops it is the
// procedure's.
#include <iterator>
#include <utility>

#include "projections/cases/case.h"
#include "projections/rules/codes.h"

namespace homeward::projections {
namespace {

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

// Who has the file once `until` (null: now) has come: whoever began, or was handed it since.
std::string HolderUntil(const Lines& lines, const Line& from, const Line* until) {
  std::string unit = from.fact.unit();
  bool after = false;
  for (const Line* line : lines) {
    if (line == until) break;
    const Fact& fact = line->fact;
    if (after && (fact.Is("CaseFileTransferred") || fact.Is("CaseTransferred")) && !fact.Text("to_unit").empty())
      unit = fact.Text("to_unit");
    if (after && fact.Is("CaseTakenOver")) unit = fact.unit();
    if (line == &from) after = true;
  }
  return unit;
}

struct Clocks {
  const Lines& lines;
  std::string_view crime_class;
  std::vector<Clock> all;

  void Add(std::string_view code, const Line* start, const Line* done, std::string unit, Micros due = 0,
           bool suspended = false) {
    if (start == nullptr) return;
    all.push_back(MakeClock(code, *start, done, std::move(unit), due, suspended));
    all.back().crime_class = std::string(crime_class);
  }
};

void InvestigationClocks(const Progress& p, Clocks* c) {
  const Line* instituted = FirstAfter(c->lines, {"CaseInstituted"}, nullptr);
  if (instituted == nullptr) return;
  if (instituted->fact.agency == contract::Agency::AGENCY_BORDER_GUARD)
    c->Add(c->crime_class == "less_serious" ? rules::kBorderInitial : rules::kBorderTransfer, instituted,
           FirstAfter(c->lines, {"CaseFileTransferred", "InitialInvestigationCompleted"}, instituted),
           instituted->fact.unit());
  const Line* concluded = FirstAfter(
      c->lines, {"InvestigationConcluded", "InitialInvestigationCompleted", "InvestigationDiscontinued"}, instituted);
  c->Add(rules::kInvestigation, instituted, concluded, HolderUntil(c->lines, *instituted, concluded),
         DueOf(Last(c->lines, "InvestigationExtended", instituted)), p.stage == "C4");
  if (p.returned == nullptr) return;
  const Fact& returned = p.returned->fact;
  const bool court = returned.Is("CourtReturnedFile") || returned.Is("AppealDecided");
  std::string unit = returned.Text("to_unit");
  if (unit.empty()) unit = HolderUntil(c->lines, *instituted, p.returned);
  c->Add(court ? rules::kSupplementaryCourt : rules::kSupplementaryProcuracy, p.returned,
         FirstAfter(c->lines, {"InvestigationConcluded", "ProsecutionDecided", "FileSentToCourt"}, p.returned),
         std::move(unit), 0, p.stage == "C4");
}

void CourtClocks(const Progress& p, Clocks* c) {
  if (p.file_received != nullptr)
    c->Add(rules::kProsecutionDecision, p.file_received, FirstAfter(c->lines, {"ProsecutionDecided"}, p.file_received),
           p.file_received->fact.unit(), DueOf(Last(c->lines, "ProsecutionDeadlineExtended", p.file_received)),
           p.prosecution_suspended);
  // What a court owes, the procuracy that reports for it has to ask for.
  if (const Line* accepted = Last(c->lines, "CourtAccepted", nullptr))
    c->Add(rules::kTrialPreparation, accepted,
           FirstAfter(c->lines, {"TrialHeld", "CourtReturnedFile", "CourtDiscontinued"}, accepted),
           accepted->fact.unit(), 0, p.court_suspended);
  if (p.judgment == nullptr) return;
  // A judgment becomes final when the window has passed: that is no deadline missed.
  const Line* done = FirstAfter(c->lines, {"AppealLodged", "JudgmentFinal"}, p.judgment);
  const bool passed = done != nullptr && done->fact.Is("JudgmentFinal");
  c->Add(rules::kAppealWindow, p.judgment, passed ? p.judgment : done, p.judgment->fact.unit());
}

}  // namespace

std::vector<Clock> TipClocks(const Lines& lines) {
  const Line* received = FirstAfter(lines, {"TipReceived"}, nullptr);
  if (received == nullptr) return {};
  const auto holder = [&](const Line* done) {
    // A tip that goes on as another's is that body's to resolve.
    std::string unit = received->fact.unit();
    for (const Line* line : lines) {
      if (line == done) break;
      if (line->fact.Is("TipReceived") || line->fact.Is("TipResumed")) unit = line->fact.unit();
    }
    return unit;
  };
  if (const Line* resumed = Last(lines, "TipResumed", nullptr)) {
    const Line* done = FirstAfter(lines, {"TipResolved", "CaseInstituted"}, resumed);
    return {MakeClock(rules::kTipAfterResuming, *resumed, done, holder(done))};
  }
  const Line* done = FirstAfter(lines, {"TipResolved", "CaseInstituted"}, received);
  const bool suspended = Last(lines, "TipSuspended", nullptr) != nullptr && done == nullptr;
  return {MakeClock(rules::kTipCheck, *received, done, holder(done),
                    DueOf(Last(lines, "TipDeadlineExtended", received)), suspended)};
}

std::vector<Clock> CaseClocks(const Lines& lines, const Progress& progress, std::string_view crime_class) {
  std::vector<Clock> clocks = TipClocks(lines);
  Clocks of_case{lines, crime_class, {}};
  InvestigationClocks(progress, &of_case);
  CourtClocks(progress, &of_case);
  clocks.insert(clocks.end(), std::make_move_iterator(of_case.all.begin()), std::make_move_iterator(of_case.all.end()));
  return clocks;
}

}  // namespace homeward::projections
