#include <ostream>

#include "services/cli/render/answer_text.h"
#include "services/cli/render/facts.h"
#include "services/cli/render/table.h"
#include "services/cli/report/figure_text.h"
#include "services/cli/report/report.h"
#include "services/cli/report/report_words.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using oversight::v1::IndicatorFigure;

std::string CauseText(const Session& session, const oversight::v1::RestatementCause& cause) {
  return Cat(cause.position(), " ", session.Say(cause.label(), cause.type()), cause.date().empty() ? "" : " ",
             cause.date(), " ", cause.unit());
}

void ShowRestatements(const Session& session, const oversight::v1::GetReportResponse& report) {
  if (report.compared_to() == 0) return;
  session.out << '\n'
              << session.Paint(Cat(session.Say(words::kRestatedSince), " ", report.compared_to()), Tone::kStrong)
              << '\n';
  Table table({{std::string(session.Say(words::kIndicator)), Align::kLeft, true},
               {std::string(session.Say(words::kBefore)), Align::kRight},
               {std::string(session.Say(words::kAfter)), Align::kRight},
               {std::string(session.Say(words::kCause)), Align::kLeft, true}});
  for (const auto& restated : report.restatements()) {
    const IndicatorFigure& after = restated.after();
    std::string causes;
    for (const auto& cause : restated.causes()) causes += Cat(causes.empty() ? "" : "; ", CauseText(session, cause));
    table.AddRow({{session.Say(after.label(), after.indicator_code())},
                  {restated.has_before() ? ValueText(restated.before()) : "–"},
                  {ValueText(after)},
                  {causes}});
  }
  if (table.empty()) {
    session.out << "  " << session.Say(words::kNothingRestated) << '\n';
  } else {
    table.Print(session.out, session.out_terminal, 2);
  }
}

void ShowClocks(const Session& session, const oversight::v1::GetReportResponse& report) {
  if (report.clocks().empty()) return;
  session.out << '\n' << session.Paint(session.Say(words::kPeriodsKept), Tone::kStrong) << '\n';
  Table table({{std::string(session.Say(words::kRule)), Align::kLeft, true},
               {std::string(session.Say(words::kArticle)), Align::kLeft, true, 1},
               {std::string(session.Say(words::kInTime)), Align::kRight},
               {std::string(session.Say(words::kLateDone)), Align::kRight},
               {std::string(session.Say(words::kNotDone)), Align::kRight}});
  for (const auto& clock : report.clocks())
    table.AddRow({{session.Say(clock.label(), clock.rule_code())},
                  {clock.article(), Tone::kDim},
                  {NumberText(clock.met())},
                  {NumberText(clock.met_late())},
                  {NumberText(clock.missed())}});
  table.Print(session.out, session.out_terminal, 2);
}

void ShowSubmitted(const Session& session, const oversight::v1::GetReportResponse& report) {
  if (report.submitted().empty()) return;
  session.out << '\n' << session.Paint(session.Say(words::kSubmitted), Tone::kStrong) << '\n';
  Table table({{""}, {""}, {""}, {""}, {""}});
  for (const auto& submitted : report.submitted())
    table.AddRow({{submitted.submitted_on(), Tone::kDim},
                  {Cat(submitted.from_unit(), " → ", submitted.to_unit())},
                  {Text(session, submitted.state())},
                  {Cat(session.Say(words::kAtPosition), " ", submitted.as_of_position()), Tone::kDim},
                  {std::string(session.Say(submitted.figures_hold() ? words::kFiguresHold : words::kFiguresDiffer)),
                   submitted.figures_hold() ? Tone::kGood : Tone::kBad}});
  table.Print(session.out, session.out_terminal, 2);
}

}  // namespace

void ShowFigures(const Session& session, const google::protobuf::RepeatedPtrField<IndicatorFigure>& figures) {
  Table table({{std::string(session.Say(words::kCode))},
               {std::string(session.Say(words::kIndicator)), Align::kLeft, true},
               {std::string(session.Say(words::kArea)), Align::kLeft, true, 1},
               {std::string(session.Say(words::kFigure)), Align::kRight},
               {std::string(session.Say(words::kShare)), Align::kRight},
               {std::string(session.Say(words::kTarget))},
               {std::string(session.Say(words::kStateWord))}});
  for (const IndicatorFigure& figure : figures)
    table.AddRow({{figure.indicator_code(), Tone::kDim},
                  {session.Say(figure.label(), figure.indicator_code())},
                  {session.Say(figure.area_label(), figure.area()), Tone::kDim},
                  {ValueText(figure)},
                  {ShareText(figure)},
                  {AskedText(session, figure)},
                  {Text(session, figure.state()), ToneOf(figure)}});
  table.Print(session.out, session.out_terminal);
}

void ShowReport(const Session& session, const oversight::v1::GetReportResponse& report) {
  session.out << session.Paint(
                     Cat(session.Say(words::kReportTitle), ": ", session.Say(report.area_label(), report.area()), ", ",
                         report.period().from(), " – ", report.period().until()),
                     Tone::kStrong)
              << '\n';
  for (const auto& plan : report.plans()) {
    session.out << '\n'
                << session.Paint(session.Say(plan.label(), plan.plan_code()), Tone::kStrong) << "  "
                << session.Paint(plan.article(), Tone::kDim) << '\n';
    ShowFigures(session, plan.figures());
  }
  ShowClocks(session, report);
  ShowSubmitted(session, report);
  ShowRestatements(session, report);
  session.out << '\n'
              << session.Paint(Cat(session.Say(words::kFiguresHash), " ", report.figures_hash()), Tone::kDim) << '\n';
}

}  // namespace homeward::cli
