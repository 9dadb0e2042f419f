#include <string_view>

#include "services/cli/render/answer_text.h"
#include "services/cli/report/figure_text.h"
#include "services/cli/report/report.h"
#include "services/cli/report/report_words.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

constexpr std::string_view kStyle = R"(
  :root { color-scheme: light; }
  body { font: 11pt/1.45 "Noto Serif", "Times New Roman", serif;
    margin: 2.5rem auto; max-width: 60rem; color: #1c1c1c; }
  h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; }
  .dim { color: #5c5c5c; font-size: .85em; }
  table { border-collapse: collapse; width: 100%; page-break-inside: auto; }
  th, td { border-bottom: 1px solid #cfcfcf; padding: .35rem .5rem; text-align: left; vertical-align: top; }
  th { border-bottom: 2px solid #1c1c1c; font-size: .85em; }
  td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  tr { page-break-inside: avoid; } thead { display: table-header-group; }
  .missed { color: #a3211d; font-weight: 600; } .met { color: #1d6b35; } .behind { color: #8a5a00; }
  footer { margin-top: 2rem; border-top: 1px solid #cfcfcf; padding-top: .6rem; overflow-wrap: anywhere; }
  @page { size: A4; margin: 18mm 16mm; } @media print { body { margin: 0; max-width: none; } })";

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped.push_back(c);
    }
  }
  return escaped;
}

std::string HeadCell(const Session& session, const Phrase& phrase, bool number) {
  return Cat(number ? "<th class=\"n\" scope=\"col\">" : "<th scope=\"col\">", Escaped(session.Say(phrase)), "</th>");
}

std::string NumberCell(std::string_view text) { return Cat("<td class=\"n\">", Escaped(text), "</td>"); }
std::string TextCell(std::string_view text) { return Cat("<td>", Escaped(text), "</td>"); }

std::string PlanTable(const Session& session, const oversight::v1::ReportPlan& plan) {
  std::string html = Cat("<h2>", Escaped(session.Say(plan.label(), plan.plan_code())), " <span class=\"dim\">",
                         Escaped(plan.article()), "</span></h2>\n<table>\n<thead><tr>");
  html += HeadCell(session, words::kCode, false) + HeadCell(session, words::kIndicator, false) +
          HeadCell(session, words::kArea, false) + HeadCell(session, words::kFigure, true) +
          HeadCell(session, words::kShare, true) + HeadCell(session, words::kTarget, false) +
          HeadCell(session, words::kStateWord, false) + "</tr></thead>\n<tbody>\n";
  for (const auto& figure : plan.figures())
    html +=
        Cat("<tr>", TextCell(figure.indicator_code()), TextCell(session.Say(figure.label(), figure.indicator_code())),
            TextCell(session.Say(figure.area_label(), figure.area())), NumberCell(ValueText(figure)),
            NumberCell(ShareText(figure)), TextCell(AskedText(session, figure)), "<td class=\"",
            Escaped(figure.state().code()), "\">", Escaped(Text(session, figure.state())), "</td></tr>\n");
  return html + "</tbody>\n</table>\n";
}

std::string Clocks(const Session& session, const oversight::v1::GetReportResponse& report) {
  if (report.clocks().empty()) return "";
  std::string html = Cat("<h2>", Escaped(session.Say(words::kPeriodsKept)), "</h2>\n<table>\n<thead><tr>",
                         HeadCell(session, words::kRule, false), HeadCell(session, words::kArticle, false),
                         HeadCell(session, words::kInTime, true), HeadCell(session, words::kLateDone, true),
                         HeadCell(session, words::kNotDone, true), "</tr></thead>\n<tbody>\n");
  for (const auto& clock : report.clocks())
    html += Cat("<tr>", TextCell(session.Say(clock.label(), clock.rule_code())), TextCell(clock.article()),
                NumberCell(NumberText(clock.met())), NumberCell(NumberText(clock.met_late())),
                NumberCell(NumberText(clock.missed())), "</tr>\n");
  return html + "</tbody>\n</table>\n";
}

std::string Restatements(const Session& session, const oversight::v1::GetReportResponse& report) {
  if (report.compared_to() == 0) return "";
  std::string html = Cat("<h2>", Escaped(session.Say(words::kRestatedSince)), " ", report.compared_to(), "</h2>\n");
  if (report.restatements().empty()) return html + Cat("<p>", Escaped(session.Say(words::kNothingRestated)), "</p>\n");
  html +=
      Cat("<table>\n<thead><tr>", HeadCell(session, words::kIndicator, false), HeadCell(session, words::kBefore, true),
          HeadCell(session, words::kAfter, true), HeadCell(session, words::kCause, false), "</tr></thead>\n<tbody>\n");
  for (const auto& restated : report.restatements()) {
    std::string causes;
    for (const auto& cause : restated.causes())
      causes += Cat(causes.empty() ? "" : "; ", session.Say(cause.label(), cause.type()), " (", cause.unit(),
                    cause.date().empty() ? "" : ", ", cause.date(), ")");
    html += Cat("<tr>", TextCell(session.Say(restated.after().label(), restated.after().indicator_code())),
                NumberCell(restated.has_before() ? ValueText(restated.before()) : "–"),
                NumberCell(ValueText(restated.after())), TextCell(causes), "</tr>\n");
  }
  return html + "</tbody>\n</table>\n";
}

}  // namespace

std::string ReportHtml(const Session& session, const oversight::v1::GetReportResponse& report) {
  const std::string title =
      Cat(session.Say(words::kReportTitle), ": ", session.Say(report.area_label(), report.area()));
  std::string html =
      Cat("<!doctype html>\n<html lang=\"", session.language == Language::kVietnamese ? "vi" : "en",
          "\">\n<head>\n<meta charset=\"utf-8\">\n<title>", Escaped(title), "</title>\n<style>", kStyle,
          "\n</style>\n</head>\n<body>\n<h1>", Escaped(title), "</h1>\n<p class=\"dim\">",
          Escaped(session.Say(words::kPeriod)), " ", report.period().from(), " – ", report.period().until(), "</p>\n");
  for (const auto& plan : report.plans()) html += PlanTable(session, plan);
  html += Clocks(session, report);
  html += Restatements(session, report);
  html += Cat("<footer class=\"dim\"><p>", Escaped(session.Say(words::kPinned)), " ", report.position(), ". ",
              Escaped(session.Say(words::kSmallNumbers)), "</p>\n<p>", Escaped(session.Say(words::kFiguresHash)), " ",
              report.figures_hash(), "</p></footer>\n</body>\n</html>\n");
  return html;
}

}  // namespace homeward::cli
