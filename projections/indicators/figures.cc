#include "projections/indicators/figures.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "projections/facts/dates.h"
#include "projections/facts/values.h"
#include "projections/indicators/target.h"
#include "projections/labels/labels.h"

namespace homeward::projections {
namespace {

namespace pb = programme::v1;
using oversight::v1::IndicatorFigure;

struct Number {
  Counted numerator, denominator;
  bool of_whole = false;

  int64_t value() const { return of_whole ? ShareOf(numerator.value, denominator.value) : numerator.value; }
  bool known() const { return numerator.known && (!of_whole || (denominator.known && denominator.value > 0)); }
};

// Of the denominator's own, those that have been through every step by the period's end, whenever that was.
Counted Cohort(const Indicator& indicator, const CountScope& scope, const Span& span, Counting* counting,
               Counted* denominator) {
  Counted of_whole;
  std::set<std::string> keys = counting->Keys(*indicator.denominator, scope, span, &of_whole);
  *denominator = {static_cast<int64_t>(keys.size()), of_whole.known, of_whole.left_out};
  const Span ever{0, span.until_us};
  CountScope anywhere = scope;  // who came here may go through a step elsewhere
  anywhere.area = kCountry;
  for (const Measure& step : indicator.numerator) {
    Counted ignored;
    const std::set<std::string> done = counting->Keys(step, anywhere, ever, &ignored);
    std::erase_if(keys, [&](const std::string& key) { return !done.contains(key); });
  }
  return {static_cast<int64_t>(keys.size()), of_whole.known, of_whole.left_out};
}

Number NumberOf(const Indicator& indicator, const CountScope& scope, const Span& span, Counting* counting) {
  Number number;
  number.of_whole = indicator.denominator.has_value();
  if (indicator.cohort && number.of_whole) {
    number.numerator = Cohort(indicator, scope, span, counting, &number.denominator);
    return number;
  }
  for (const Measure& measure : indicator.numerator) {
    const Counted part = counting->Count(measure, scope, span);
    number.numerator.value += part.value;
    number.numerator.known |= part.known;
    number.numerator.left_out += part.left_out;
  }
  if (number.of_whole) number.denominator = counting->Count(*indicator.denominator, scope, span);
  return number;
}

void Fill(const Counted& counted, oversight::v1::Figure* figure) {
  figure->set_value(counted.value);
  figure->set_known(counted.known);
}

coordination::v1::Coded EnumWord(const google::protobuf::EnumDescriptor* type, int value) {
  return EnumCoded(*type->FindValueByNumber(value));
}

void FillTarget(const Target& target, oversight::v1::TargetAsked* asked) {
  asked->set_target_code(target.code);
  *asked->mutable_shape() = EnumWord(pb::TargetShape_descriptor(), target.shape);
  asked->set_low(target.low);
  asked->set_high(target.high);
  if (target.cadence != pb::CADENCE_UNSPECIFIED)
    *asked->mutable_cadence() = EnumWord(pb::Cadence_descriptor(), target.cadence);
  asked->set_by_date(target.by_date);
  asked->set_article(target.article);
}

// Each period of the target counted for itself.
std::string_view EachPeriod(const FigureQuestion& q, Counting* counting, IndicatorFigure* figure) {
  std::vector<std::string_view> states;
  for (const Span& period : PeriodsOf(q.target->cadence, q.period)) {
    if (period.from_us > q.scope.as_at_us) break;
    const Number number = NumberOf(*q.indicator, q.scope, period, counting);
    Target one = *q.target;
    one.shape = pb::TARGET_SHAPE_MINIMUM;
    // A period of which nothing was said is one in which nothing was done, as soon as it is over.
    const bool over = q.scope.as_at_us > period.until_us;
    states.push_back(StateOf(one, {number.value(), number.known() || over, q.scope.as_at_us, period}));
    auto* shown = figure->add_periods();
    *shown->mutable_period() = PeriodText(period);
    Fill(number.numerator, shown->mutable_figure());
    *shown->mutable_state() = CodedOf(states.back(), "figure");
  }
  return StateOfEach(states, q.scope.as_at_us > q.period.until_us);
}

std::string_view StateFor(const FigureQuestion& q, const Number& number, Counting* counting, IndicatorFigure* figure) {
  if (q.target == nullptr) return number.known() ? "unmeasured" : "no_data";
  if (q.target->shape == pb::TARGET_SHAPE_EACH_PERIOD) return EachPeriod(q, counting, figure);
  Reached reached{number.value(), number.known(), q.scope.as_at_us, q.period};
  if (q.target->shape == pb::TARGET_SHAPE_BY_DATE) {
    const Number then =
        NumberOf(*q.indicator, q.scope, {q.period.from_us, std::min(q.period.until_us, q.target->by_us)}, counting);
    reached.value = then.value();
    reached.known = then.known();
  }
  return StateOf(*q.target, reached);
}

}  // namespace

oversight::v1::Period PeriodText(const Span& span) {
  oversight::v1::Period period;
  period.set_from(DateText(span.from_us));
  period.set_until(DateText(span.until_us));
  return period;
}

IndicatorFigure FigureOf(const FigureQuestion& q, const Areas& areas, Counting* counting) {
  IndicatorFigure figure;
  figure.set_indicator_code(q.indicator->code);
  *figure.mutable_label() = q.indicator->label;
  if (q.plan != nullptr) figure.set_plan_code(q.plan->code);
  figure.set_area(q.scope.area);
  *figure.mutable_area_label() = areas.LabelOf(q.scope.area, q.scope.restated ? q.scope.as_at_us : q.period.until_us);
  *figure.mutable_period() = PeriodText(q.period);
  const Number number = NumberOf(*q.indicator, q.scope, q.period, counting);
  Fill(number.numerator, figure.mutable_numerator());
  if (number.of_whole) {
    Fill(number.denominator, figure.mutable_denominator());
    figure.set_share(number.value());
  }
  if (q.target != nullptr) FillTarget(*q.target, figure.mutable_target());
  *figure.mutable_state() = CodedOf(StateFor(q, number, counting, &figure), "figure");
  figure.set_enforcement(q.indicator->enforcement);
  figure.set_left_out(number.numerator.left_out);
  return figure;
}

}  // namespace homeward::projections
