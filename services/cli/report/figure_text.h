// The parts of a figure in words, the same in a table, a file and a page.
#ifndef HOMEWARD_SERVICES_CLI_REPORT_FIGURE_TEXT_H_
#define HOMEWARD_SERVICES_CLI_REPORT_FIGURE_TEXT_H_

#include <string>

#include "homeward/oversight/v1/indicators.pb.h"
#include "services/cli/render/table.h"
#include "services/cli/session.h"

namespace homeward::cli {

std::string NumberText(const oversight::v1::Figure& figure);          // "12", "< 10", "–"
std::string ShareText(const oversight::v1::IndicatorFigure& figure);  // "93.86%"; empty where there is none
std::string PercentText(int64_t hundredths);                          // 9386 → "93.86%"
// What the target asks: "≥ 80%", "60–80", "= 0", "each quarter ≥ 1".
std::string AskedText(const Session& session, const oversight::v1::IndicatorFigure& figure);
std::string ValueText(const oversight::v1::IndicatorFigure& figure);  // "12 / 40" or "12"
Tone ToneOf(const oversight::v1::IndicatorFigure& figure);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_REPORT_FIGURE_TEXT_H_
