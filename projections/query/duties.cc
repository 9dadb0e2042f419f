#include "projections/query/duties.h"

#include <algorithm>

#include "projections/facts/dates.h"
#include "projections/indicators/target.h"
#include "projections/rules/codes.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using oversight::v1::IndicatorFigure;

// The report of that period by whoever had the duty when it was handed in; null: there is none.
const Tally* ReportOf(const Duty& duty, const Span& period, const Governance& governance, Position position,
                      Micros as_at_us, TallyReader* reader) {
  const std::set<std::string> provinces{std::string(ProvinceOfArea(duty.area))};
  for (const Tally& tally :
       reader->Of(EventNumber("periodic_report_submitted"), provinces, {period.from_us, as_at_us})) {
    const bool whose = tally.unit == duty.from_unit || tally.unit == governance.HolderOf(duty.from_unit, tally.time_us);
    if (whose && tally.area == duty.area && tally.Field("period_from") == DateText(period.from_us) &&
        tally.Field("period_until") == DateText(period.until_us) && tally.StoodAt(position))
      return &tally;
  }
  return nullptr;
}

}  // namespace

std::vector<DutyClock> ReportClocks(const PlanBook& book, const Governance& governance, Position position,
                                    Micros as_at_us, TallyReader* reader) {
  std::vector<DutyClock> clocks;
  for (const auto& [code, duty] : book.programme.duties()) {
    const Micros last = duty.until_us == 0 ? as_at_us : std::min(as_at_us, duty.until_us);
    if (last <= duty.from_us) continue;
    for (const Span& period : PeriodsOf(duty.cadence, {duty.from_us, last})) {
      if (period.until_us >= as_at_us) break;
      DutyClock owed;
      owed.subject = contract::Cat("report_duty:", code, "/", DateText(period.from_us));
      owed.area = duty.area;
      owed.clock.code = duty.rule_code;
      owed.clock.unit = duty.from_unit;
      owed.clock.start_us = period.until_us;
      if (const Tally* report = ReportOf(duty, period, governance, position, as_at_us, reader)) {
        owed.clock.done_us = report->time_us;
        owed.clock.recorded_us = report->time_us;
        owed.clock.done_by = report->unit;
      }
      clocks.push_back(std::move(owed));
    }
  }
  return clocks;
}

namespace {

DutyClock TargetClock(const IndicatorFigure& figure, const Span& period, Micros due_us) {
  DutyClock wanted;
  wanted.subject = contract::Cat("target:", figure.target().target_code(), "/", DateText(period.from_us));
  wanted.area = figure.area();
  wanted.clock.code = rules::kPlanTarget;
  wanted.clock.start_us = period.from_us;
  wanted.clock.due_us = due_us;
  return wanted;
}

}  // namespace

std::vector<DutyClock> TargetClocks(FigureReader* figures, Micros as_at_us) {
  std::vector<DutyClock> clocks;
  for (const auto& [code, plan] : figures->book().programme.plans()) {
    if (plan.from_us > as_at_us || plan.until_us < as_at_us) continue;  // nobody works to it
    for (const IndicatorFigure& figure : figures->ReadDated(plan)) {
      const auto whole = SpanOf(figure.period());
      if (figure.target().shape().code() == "by_date" && whole.ok() && figure.state().code() != "met")
        clocks.push_back(TargetClock(figure, *whole, EndOfDate(figure.target().by_date())));
      for (const auto& part : figure.periods()) {
        const auto period = SpanOf(part.period());
        if (period.ok() && part.state().code() != "met")
          clocks.push_back(TargetClock(figure, *period, period->until_us));
      }
    }
  }
  return clocks;
}

}  // namespace homeward::projections
