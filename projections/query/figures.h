// Figures and reports from what a sight knows.
#ifndef HOMEWARD_PROJECTIONS_QUERY_FIGURES_H_
#define HOMEWARD_PROJECTIONS_QUERY_FIGURES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "homeward/oversight/v1/oversight.pb.h"
#include "projections/governance/areas.h"
#include "projections/indicators/counting.h"
#include "projections/indicators/figures.h"
#include "projections/indicators/programme.h"
#include "projections/query/knowledge.h"

namespace homeward::projections {

// What governance says of plans and areas.
struct PlanBook {
  Programme programme;
  Areas areas;
};

// Of governance facts, in order.
std::shared_ptr<const PlanBook> MakePlanBook(const Facts& governance);

// The book of the present is kept: it changes when governance does. Thread-safe.
class PlanBooks {
 public:
  // Of an earlier time than the sight's it is made anew.
  std::shared_ptr<const PlanBook> Of(const std::shared_ptr<const Facts>& governance, const Sight& now);

 private:
  absl::Mutex mutex_;
  std::shared_ptr<const Facts> facts_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const PlanBook> book_ ABSL_GUARDED_BY(mutex_);
};

// One position's figures. One thread; what is given must outlive it.
class FigureReader {
 public:
  // `rows`: of the present; what they say of `knowledge`'s position is read from them.
  FigureReader(std::shared_ptr<const PlanBook> book, TallyReader* reader, Knowledge* knowledge);

  // INVALID_ARGUMENT: PLAN_UNKNOWN, INDICATOR_UNKNOWN, PERIOD_INVALID, AREA_REQUIRED, TOO_MANY_FIGURES;
  // FAILED_PRECONDITION: ENFORCEMENT_NOT_BROKEN_DOWN.
  absl::StatusOr<std::vector<oversight::v1::IndicatorFigure>> Read(const oversight::v1::GetIndicatorsRequest& request);

  // Every plan in force in the area at any time of the period, with its figures, by code.
  std::vector<oversight::v1::ReportPlan> ReadPlans(const std::string& area, const Span& period, bool restated);

  // A plan's figures whose targets have a day: by a date, or in each period.
  std::vector<oversight::v1::IndicatorFigure> ReadDated(const Plan& plan);

  // Why a figure of this position is another at a later one: what was recorded in between, of what it counts.
  void AddCauses(const oversight::v1::IndicatorFigure& figure, bool restated, Position later,
                 oversight::v1::Restatement* restatement);

  const PlanBook& book() const { return *book_; }

 private:
  FigureQuestion Ask(const Indicator& indicator, const Plan* plan, const Target* target, const std::string& area,
                     const Span& period, bool restated) const;
  oversight::v1::IndicatorFigure One(const FigureQuestion& question);
  void AddPlan(const Plan& plan, const std::string& area, const Span& period, bool restated,
               std::vector<FigureQuestion>* questions) const;
  absl::Status AddIndicators(const oversight::v1::GetIndicatorsRequest& request, const Span& period,
                             std::vector<FigureQuestion>* questions) const;
  std::vector<oversight::v1::IndicatorFigure> DrillDown(const FigureQuestion& question);

  const std::shared_ptr<const PlanBook> book_;
  Knowledge* const knowledge_;
  Counting counting_;
};

// The days of a period. INVALID_ARGUMENT (PERIOD_INVALID): no dates, or the last before the first.
absl::StatusOr<Span> SpanOf(const oversight::v1::Period& period);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_FIGURES_H_
