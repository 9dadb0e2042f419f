#include "services/cli/report/figure_text.h"

#include "services/cli/render/answer_text.h"
#include "services/cli/text.h"

namespace homeward::cli {

using oversight::v1::IndicatorFigure;

std::string NumberText(const oversight::v1::Figure& figure) {
  if (figure.hidden()) return "< 10";
  return figure.known() || figure.value() != 0 ? Cat(figure.value()) : "–";
}

std::string PercentText(int64_t hundredths) {
  const int64_t whole = hundredths / 100, rest = hundredths % 100;
  if (rest == 0) return Cat(whole, "%");
  const std::string digits = Cat(rest < 10 ? "0" : "", rest);
  return Cat(whole, ".", digits.back() == '0' ? digits.substr(0, 1) : digits, "%");
}

std::string ShareText(const IndicatorFigure& figure) {
  if (!figure.has_denominator() || figure.numerator().hidden() || figure.denominator().hidden() ||
      figure.denominator().value() == 0)
    return "";
  return PercentText(figure.share());
}

std::string ValueText(const IndicatorFigure& figure) {
  const std::string numerator = NumberText(figure.numerator());
  return figure.has_denominator() ? Cat(numerator, " / ", NumberText(figure.denominator())) : numerator;
}

std::string AskedText(const Session& session, const IndicatorFigure& figure) {
  const auto& target = figure.target();
  const std::string& shape = target.shape().code();
  if (shape.empty()) return "";
  if (shape == "percentage") return Cat("≥ ", PercentText(target.low()));
  if (shape == "minimum") return Cat("≥ ", target.low());
  if (shape == "maximum") return target.high() == 0 ? "= 0" : Cat("≤ ", target.high());
  if (shape == "range") return Cat(target.low(), "–", target.high());
  if (shape == "count") return Cat(target.low());
  if (shape == "by_date") return Cat("→ ", target.by_date());
  if (shape == "each_period") return Cat("≥ ", target.low(), " / ", Text(session, target.cadence()));
  return Text(session, target.shape());
}

Tone ToneOf(const IndicatorFigure& figure) {
  const std::string& state = figure.state().code();
  if (state == "missed") return Tone::kBad;
  if (state == "met") return Tone::kGood;
  return state == "behind" ? Tone::kNotice : Tone::kPlain;
}

}  // namespace homeward::cli
