#include "services/cli/csv.h"

#include "services/cli/render/answer_text.h"
#include "services/cli/report/figure_text.h"
#include "services/cli/report/report.h"
#include "services/cli/report/report_words.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string ReportCsv(const Session& session, const oversight::v1::GetReportResponse& report) {
  const auto word = [&](const Phrase& phrase) { return std::string(session.Say(phrase)); };
  std::string csv(kByteOrderMark);
  csv += CsvLine({word(words::kPlan), word(words::kCode), word(words::kIndicator), word(words::kArea),
                  word(words::kPeriod), word(words::kNumerator), word(words::kDenominator), word(words::kShare),
                  word(words::kTarget), word(words::kStateWord), word(words::kAtPosition)});
  for (const auto& plan : report.plans())
    for (const auto& figure : plan.figures())
      csv += CsvLine({plan.plan_code(), figure.indicator_code(), session.Say(figure.label(), figure.indicator_code()),
                      figure.area(), Cat(figure.period().from(), "/", figure.period().until()),
                      NumberText(figure.numerator()),
                      figure.has_denominator() ? NumberText(figure.denominator()) : std::string(), ShareText(figure),
                      AskedText(session, figure), Text(session, figure.state()), Cat(report.position())});
  return csv;
}

}  // namespace homeward::cli
