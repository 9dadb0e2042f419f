#include "services/cli/render/case_view.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "services/cli/render/answer_text.h"
#include "services/cli/render/facts.h"
#include "services/cli/render/lane_graph.h"
#include "services/cli/render/timeline_view.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using coordination::v1::CaseProgress;
using coordination::v1::StageSpan;

std::string StageText(const Session& session, const coordination::v1::Coded& stage) {
  const std::string label = Text(session, stage);
  return label == stage.code() ? label : Cat(stage.code(), " ", label);
}

std::string DeadlineText(const Session& session, const CaseProgress& progress) {
  if (!progress.has_next_deadline()) return "";
  const int days = progress.next_deadline().days_left();
  return days < 0
             ? Cat(DateOf(progress.next_deadline().due()), " (", -days, " d ", session.Say(words::kLate), ")")
             : Cat(DateOf(progress.next_deadline().due()), " (", days, " d)");
}

bool Late(const CaseProgress& progress) {
  return progress.has_next_deadline() && progress.next_deadline().state().code() == "running" &&
         progress.next_deadline().days_left() < 0;
}

// The way so far: one line for each stage entered.
void ShowStages(const Session& session, const CaseProgress& progress) {
  Table table({{""}, {""}, {""}, {"", Align::kLeft, true}, {""}});
  const int last = progress.stages_size() - 1;
  for (int i = 0; i <= last; ++i) {
    const StageSpan& span = progress.stages(i);
    const bool here = i == last && !span.has_left();
    table.AddRow({{here ? "●" : "○", here ? Tone::kNotice : Tone::kDim},
                  {DateOf(span.entered()), Tone::kDim},
                  {span.stage().code(), here ? Tone::kStrong : Tone::kPlain},
                  {Text(session, span.stage()), here ? Tone::kStrong : Tone::kPlain},
                  {span.round() > 1 ? Cat(session.Say(words::kRound), " ", span.round()) : std::string(),
                   Tone::kDim}});
  }
  table.Print(session.out, session.out_terminal, 2);
}

std::string Charges(const Session& session, const CaseProgress& progress) {
  if (progress.accused() == 0) return "";
  return Cat(progress.accused(), " (", session.Say(words::kApproved), " ", progress.charges_approved(), ", ",
             session.Say(words::kRefusedCharges), " ", progress.charges_refused(), ")");
}

std::string Returns(const Session& session, const CaseProgress& progress) {
  if (progress.returns_procuracy() + progress.returns_judge() + progress.returns_panel() == 0) return "";
  return Cat(session.Say(words::kByProcuracy), " ", progress.returns_procuracy(), ", ",
             session.Say(words::kByJudge), " ", progress.returns_judge(), ", ", session.Say(words::kByPanel),
             " ", progress.returns_panel());
}

std::string ExtensionsText(const Session& session, const CaseProgress& progress) {
  std::vector<std::string> parts;
  for (const coordination::v1::Extension& extension : progress.extensions()) {
    std::string part = Cat(Text(session, extension.clock()), " → ", extension.until(), " (",
                           Text(session, extension.by()), ")");
    if (extension.verdict().result() == coordination::v1::VERDICT_RESULT_AWAITING) {
      part += Cat(" … ", Text(session, extension.verdict().code()));
    }
    parts.push_back(part);
  }
  return absl::StrJoin(parts, "; ");
}

}  // namespace

void ShowCases(const Session& session, const google::protobuf::RepeatedPtrField<CaseProgress>& cases) {
  Table table({{std::string(session.Say(words::kStage)), Align::kLeft, true},
               {std::string(session.Say(words::kRound)), Align::kRight},
               {std::string(session.Say(words::kNext)), Align::kLeft, true},
               {std::string(session.Say(words::kAwaits)), Align::kLeft, true},
               {std::string(session.Say(words::kDue))},
               {std::string(session.Say(words::kUnit))},
               {std::string(session.Say(words::kCrime)), Align::kLeft, true},
               {""},
               {"id"}});
  for (const CaseProgress& progress : cases) {
    table.AddRow(
        {{StageText(session, progress.stage()), StateTone(progress.stage().code())},
         {progress.round() > 1 ? Cat(progress.round()) : std::string()},
         {progress.has_ending() ? Text(session, progress.ending()) : Text(session, progress.next_step())},
         VerdictCell(session, progress.awaits()),
         {DeadlineText(session, progress), Late(progress) ? Tone::kBad : Tone::kPlain},
         {progress.unit(), Tone::kDim},
         {Text(session, progress.crime_code()), Tone::kDim},
         {progress.child() ? std::string(session.Say(words::kChild)) : std::string(), Tone::kNotice},
         {ShownId(session, progress.id()), Tone::kDim}});
  }
  table.Print(session.out, session.out_terminal);
}

void ShowCase(const Session& session, const CaseProgress& progress) {
  session.out << session.Paint(StageText(session, progress.stage()), Tone::kStrong);
  if (progress.has_ending()) session.out << ": " << Text(session, progress.ending());
  if (progress.child()) session.out << "  " << session.Paint(session.Say(words::kChild), Tone::kNotice);
  session.out << "\n\n";
  Facts facts(session);
  facts.Add("id", progress.subject().empty() ? progress.id() : progress.subject());
  facts.Add(words::kUnit, progress.unit());
  facts.Add(words::kCrime, Text(session, progress.crime_code()));
  facts.Add(words::kNext, Text(session, progress.next_step()));
  facts.Add(words::kAwaits, VerdictCell(session, progress.awaits()));
  facts.Add(words::kDue, Cell{DeadlineText(session, progress), Late(progress) ? Tone::kBad : Tone::kPlain});
  facts.Add(words::kAccused, Charges(session, progress));
  facts.Add(words::kReturns, Returns(session, progress));
  facts.Add(words::kExtensions, ExtensionsText(session, progress));
  facts.Add(words::kTakesPart, absl::StrJoin(progress.units(), ", "));
  facts.Add(words::kTips, absl::StrJoin(progress.tips(), ", "));
  facts.Add(words::kParts, absl::StrJoin(progress.parts(), ", "));
  facts.Add(words::kSplitFrom, progress.split_from());
  facts.Add(words::kPerson, absl::StrJoin(progress.persons(), ", "));
  facts.Print();
  if (progress.stages_size() > 0) session.out << '\n';
  ShowStages(session, progress);
  std::vector<const coordination::v1::Entry*> entries;
  for (const coordination::v1::Entry& entry : progress.entries()) entries.push_back(&entry);
  if (!entries.empty())
    session.out << '\n' << session.Paint(session.Say(words::kEventsTitle), Tone::kStrong) << '\n';
  ShowEntries(session, entries, /*lanes=*/false);
  ShowDeadlines(session, progress.deadlines());
  ShowSafeguards(session, progress.safeguards());
}

}  // namespace homeward::cli
