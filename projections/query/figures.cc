#include "projections/query/figures.h"

#include <algorithm>

#include "projections/facts/dates.h"
#include "projections/indicators/hiding.h"
#include "projections/limits.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using oversight::v1::IndicatorFigure;

bool Overlaps(const Plan& plan, const Span& span) {
  return !plan.code.empty() && plan.from_us <= span.until_us && plan.until_us >= span.from_us;
}

// The area in which a plan's figures are asked for, where the other one is: the narrower of the two; empty where
// neither lies in the other.
std::string Narrower(const Areas& areas, const std::string& plan, const std::string& asked) {
  if (areas.Covers(plan, asked)) return asked;
  return areas.Covers(asked, plan) ? plan : "";
}

}  // namespace

std::shared_ptr<const PlanBook> MakePlanBook(const Facts& governance) {
  return std::make_shared<const PlanBook>(PlanBook{Programme(governance), Areas(governance)});
}

std::shared_ptr<const PlanBook> PlanBooks::Of(const std::shared_ptr<const Facts>& governance, const Sight& now) {
  if (governance != now.governance_facts) return MakePlanBook(*governance);
  absl::MutexLock lock(&mutex_);
  if (facts_ == governance) return book_;
  facts_ = governance;
  book_ = MakePlanBook(*governance);
  return book_;
}

absl::StatusOr<Span> SpanOf(const oversight::v1::Period& period) {
  const Span span{StartOfDate(period.from()), EndOfDate(period.until())};
  if (span.from_us == 0 || span.until_us <= span.from_us) {
    return absl::InvalidArgumentError("PERIOD_INVALID: a period is two dates, the first and the last day");
  }
  return span;
}

FigureReader::FigureReader(std::shared_ptr<const PlanBook> book, TallyReader* reader, Knowledge* knowledge)
    : book_(std::move(book)),
      knowledge_(knowledge),
      counting_(reader, &book_->areas,
                [knowledge](const std::string& person) { return knowledge->CanonicalOf(person); }) {}

FigureQuestion FigureReader::Ask(const Indicator& indicator, const Plan* plan, const Target* target,
                                 const std::string& area, const Span& period, bool restated) const {
  const CountScope scope{area, restated, knowledge_->frame().as_at_us, knowledge_->position()};
  return {&indicator, plan, target, scope, period};
}

IndicatorFigure FigureReader::One(const FigureQuestion& question) {
  IndicatorFigure figure = FigureOf(question, book_->areas, &counting_);
  if (question.indicator->persons) Hide(&figure);
  return figure;
}

void FigureReader::AddPlan(const Plan& plan, const std::string& asked, const Span& period, bool restated,
                           std::vector<FigureQuestion>* questions) const {
  const Span span{std::max(plan.from_us, period.from_us), std::min(plan.until_us, period.until_us)};
  const Micros at = std::min(knowledge_->frame().as_at_us, span.until_us);
  const std::string plan_area = restated ? book_->areas.Restated(plan.area, knowledge_->frame().as_at_us) : plan.area;
  for (const Target* target : book_->programme.TargetsOf(plan.code, at)) {
    const Indicator* indicator = book_->programme.FindIndicator(target->indicator, at);
    if (indicator == nullptr) continue;
    const std::vector<std::string> areas = target->areas.empty() ? std::vector{plan_area} : target->areas;
    for (const std::string& area : areas) {
      const std::string narrower = Narrower(book_->areas, area, asked);
      if (!narrower.empty()) questions->push_back(Ask(*indicator, &plan, target, narrower, span, restated));
    }
  }
}

absl::Status FigureReader::AddIndicators(const oversight::v1::GetIndicatorsRequest& request, const Span& period,
                                         std::vector<FigureQuestion>* questions) const {
  const Micros at = std::min(knowledge_->frame().as_at_us, period.until_us);
  for (const std::string& code : request.indicator_codes()) {
    const Indicator* indicator = book_->programme.FindIndicator(code, at);
    if (indicator == nullptr)
      return absl::InvalidArgumentError(contract::Cat("INDICATOR_UNKNOWN: no indicator is called ", code));
    const bool asked = std::any_of(questions->begin(), questions->end(),
                                   [&](const FigureQuestion& q) { return q.indicator->code == code; });
    if (asked) continue;
    if (request.area().empty() || !request.has_period())
      return absl::InvalidArgumentError("AREA_REQUIRED: an indicator without a plan needs area and period");
    questions->push_back(Ask(*indicator, nullptr, nullptr, request.area(), period, request.restated()));
  }
  return absl::OkStatus();
}

std::vector<IndicatorFigure> FigureReader::DrillDown(const FigureQuestion& question) {
  const Micros at = question.scope.restated ? question.scope.as_at_us : question.period.until_us;
  std::vector<IndicatorFigure> parts;
  for (const std::string& below : book_->areas.Below(question.scope.area, at)) {
    FigureQuestion part = question;
    part.target = nullptr;  // what is asked of the whole is not asked of a part
    part.scope.area = below;
    parts.push_back(One(part));
  }
  if (!question.indicator->persons) return parts;
  std::vector<IndicatorFigure*> all;
  for (IndicatorFigure& part : parts) all.push_back(&part);
  HideComplement(all);
  return parts;
}

absl::StatusOr<std::vector<IndicatorFigure>> FigureReader::Read(const oversight::v1::GetIndicatorsRequest& request) {
  const Programme& programme = book_->programme;
  Span period{0, INT64_MAX};
  if (request.has_period()) {
    auto asked = SpanOf(request.period());
    if (!asked.ok()) return asked.status();
    period = *asked;
  }
  std::vector<FigureQuestion> questions;
  for (const std::string& code : request.plan_codes()) {
    const Plan* plan = programme.FindPlan(code);
    if (plan == nullptr) return absl::InvalidArgumentError(contract::Cat("PLAN_UNKNOWN: no plan is called ", code));
    if (Overlaps(*plan, period))
      AddPlan(*plan, request.area().empty() ? plan->area : request.area(), period, request.restated(), &questions);
  }
  if (request.plan_codes().empty() && !request.area().empty()) {
    const Micros now = knowledge_->frame().as_at_us;
    const Span in_force = request.has_period() ? period : Span{now, now};
    for (const auto& [code, plan] : programme.plans())
      if (Overlaps(plan, in_force)) AddPlan(plan, request.area(), period, request.restated(), &questions);
  }
  if (!request.indicator_codes().empty()) {
    const auto& codes = request.indicator_codes();
    std::erase_if(questions, [&](const FigureQuestion& q) {
      return std::find(codes.begin(), codes.end(), q.indicator->code) == codes.end();
    });
    if (auto added = AddIndicators(request, period, &questions); !added.ok()) return added;
  } else if (request.plan_codes().empty() && request.area().empty()) {
    return absl::InvalidArgumentError("AREA_REQUIRED: name a plan, or an area whose plans are meant");
  }
  std::vector<IndicatorFigure> figures;
  for (const FigureQuestion& question : questions) {
    if (!request.drill_down()) {
      figures.push_back(One(question));
    } else if (!question.indicator->enforcement) {
      for (IndicatorFigure& part : DrillDown(question)) figures.push_back(std::move(part));
    } else if (!request.indicator_codes().empty()) {
      return absl::FailedPreconditionError(
          "ENFORCEMENT_NOT_BROKEN_DOWN: figures of enforcement are told of the whole area alone");
    }
    if (figures.size() > kFiguresMax)
      return absl::InvalidArgumentError("TOO_MANY_FIGURES: name fewer plans, indicators, or a smaller area");
  }
  return figures;
}

std::vector<oversight::v1::ReportPlan> FigureReader::ReadPlans(const std::string& area, const Span& period,
                                                               bool restated) {
  std::vector<oversight::v1::ReportPlan> plans;
  for (const auto& [code, plan] : book_->programme.plans()) {
    if (!Overlaps(plan, period)) continue;
    std::vector<FigureQuestion> questions;
    AddPlan(plan, area, period, restated, &questions);
    if (questions.empty()) continue;
    auto& told = plans.emplace_back();
    told.set_plan_code(code);
    *told.mutable_label() = plan.label;
    told.set_article(plan.article);
    for (const FigureQuestion& question : questions) *told.add_figures() = One(question);
  }
  return plans;
}

std::vector<IndicatorFigure> FigureReader::ReadDated(const Plan& plan) {
  std::vector<FigureQuestion> questions;
  if (!plan.code.empty()) AddPlan(plan, plan.area, {plan.from_us, plan.until_us}, false, &questions);
  std::vector<IndicatorFigure> figures;
  for (const FigureQuestion& question : questions) {
    const auto shape = question.target->shape;
    if (shape == programme::v1::TARGET_SHAPE_BY_DATE || shape == programme::v1::TARGET_SHAPE_EACH_PERIOD)
      figures.push_back(One(question));
  }
  return figures;
}

void FigureReader::AddCauses(const IndicatorFigure& figure, bool restated, Position later,
                             oversight::v1::Restatement* restatement) {
  const auto span = SpanOf(figure.period());
  const Indicator* indicator = book_->programme.FindIndicator(figure.indicator_code(), INT64_MAX);
  if (!span.ok() || indicator == nullptr) return;
  const CountScope scope{figure.area(), restated, knowledge_->frame().as_at_us, later};
  const Position before = knowledge_->position();
  std::map<uint64_t, oversight::v1::RestatementCause> causes;
  const auto between = [&](Position at) { return before < at && at <= later; };
  const auto look = [&](const Tally& tally, const Source& source) {
    const contract::EventType* type = contract::Contract::Get().FindEvent(source.type);
    for (const Stood& stood : tally.stood)
      for (const Position at : {stood.from, stood.until}) {
        if (!between(at)) continue;
        auto& cause = causes[at.value];
        cause.set_type(type->short_name);
        *cause.mutable_label() = type->options.label();
        cause.set_position(at.value);
        cause.set_unit(tally.unit);
        if (type->options.sensitivity() == options::v1::SENSITIVITY_AGGREGATE) cause.set_date(DateText(tally.time_us));
      }
  };
  for (const Measure& measure : indicator->numerator)
    counting_.Visit(measure, scope, indicator->cohort ? Span{0, span->until_us} : *span, look);
  if (indicator->denominator) counting_.Visit(*indicator->denominator, scope, *span, look);
  for (auto& [position, cause] : causes) {
    if (restatement->causes_size() >= static_cast<int>(kCausesTold)) {
      restatement->set_cut(true);
      break;
    }
    *restatement->add_causes() = std::move(cause);
  }
}

}  // namespace homeward::projections
