// The queries about figures: indicators and reports. Their rows are those of the present, read as of the position that
// is asked about, so that a report of any earlier position costs no more.
#include <map>
#include <memory>

#include "projections/access/decide.h"
#include "projections/facts/dates.h"
#include "projections/query/figures.h"
#include "projections/query/report.h"
#include "projections/query/stamp.h"
#include "projections/query/views_impl.h"

namespace homeward::projections {
namespace {

using oversight::v1::ReportPlan;

// The figures as an earlier position gives them, from rows of the present.
class FiguresThen {
 public:
  // What is given outlives it. OUT_OF_RANGE: the position is beyond the sight.
  static absl::StatusOr<std::unique_ptr<FiguresThen>> At(const SightPtr& now, Position position, Micros as_at_us,
                                                         TallyReader* reader) {
    auto knowledge = Knowledge::At(now, position, as_at_us);
    if (!knowledge.ok()) return knowledge.status();
    return std::unique_ptr<FiguresThen>(new FiguresThen(*std::move(knowledge), reader));
  }

  FigureReader& figures() { return figures_; }

 private:
  FiguresThen(std::unique_ptr<Knowledge> knowledge, TallyReader* reader)
      : knowledge_(std::move(knowledge)),
        figures_(MakePlanBook(*knowledge_->governance_facts()), reader, knowledge_.get()) {}

  std::unique_ptr<Knowledge> knowledge_;
  FigureReader figures_;
};

absl::Status CheckReport(const oversight::v1::GetReportRequest& request) {
  if (request.area().empty()) return absl::InvalidArgumentError("AREA_REQUIRED: a report is of an area");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<oversight::v1::GetIndicatorsResponse> ViewsImpl::GetIndicators(
    const oversight::v1::GetIndicatorsRequest& request, const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  const SightPtr now = projector_->sight();
  auto knowledge = At(now, request.context(), request.known_at());
  if (!knowledge.ok()) return knowledge.status();
  TallyReader reader(now->rows.get());
  FigureReader figures(plan_books_.Of((*knowledge)->governance_facts(), *now), &reader, knowledge->get());
  auto read = figures.Read(request);
  if (!read.ok()) return read.status();
  if (!reader.status().ok()) return reader.status();
  if (!(*knowledge)->status().ok()) return (*knowledge)->status();
  oversight::v1::GetIndicatorsResponse response;
  Stamp(**knowledge, &response);
  for (auto& figure : *read) *response.add_figures() = std::move(figure);
  return response;
}

absl::StatusOr<oversight::v1::GetReportResponse> ViewsImpl::GetReport(const oversight::v1::GetReportRequest& request,
                                                                      const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  if (auto checked = CheckReport(request); !checked.ok()) return checked;
  const auto period = SpanOf(request.period());
  if (!period.ok()) return period.status();
  const SightPtr now = projector_->sight();
  auto knowledge = At(now, request.context(), request.known_at());
  if (!knowledge.ok()) return knowledge.status();
  const Micros as_at = (*knowledge)->frame().as_at_us;
  TallyReader reader(now->rows.get());
  FigureReader figures(plan_books_.Of((*knowledge)->governance_facts(), *now), &reader, knowledge->get());
  const std::vector<ReportPlan> plans = figures.ReadPlans(request.area(), *period, request.restated());
  oversight::v1::GetReportResponse response;
  Stamp(**knowledge, &response);
  response.set_area(request.area());
  *response.mutable_area_label() =
      figures.book().areas.LabelOf(request.area(), request.restated() ? as_at : period->until_us);
  *response.mutable_period() = request.period();
  for (const ReportPlan& plan : plans) *response.add_plans() = plan;
  response.set_figures_hash(FiguresHash(plans));
  // The lists are those of the present: of an earlier position there is nothing to count.
  if ((*knowledge)->position() == now->position) {
    auto clocks = SummariseClocks(*now, request.area(), *period, **knowledge);
    if (!clocks.ok()) return clocks.status();
    for (auto& summary : *clocks) *response.add_clocks() = std::move(summary);
  }
  std::map<uint64_t, std::string> hashes;  // by position: several reports may be of one
  for (auto& report : SubmittedReports(request.area(), *period, (*knowledge)->position(), &reader)) {
    const uint64_t position = report.as_of_position();
    if (position <= now->position.value && !hashes.contains(position)) {
      auto then = FiguresThen::At(now, Position(position), as_at, &reader);
      if (!then.ok()) return then.status();
      hashes[position] = FiguresHash((*then)->figures().ReadPlans(request.area(), *period, false));
    }
    const auto hash = hashes.find(position);
    report.set_figures_hold(hash != hashes.end() && hash->second == report.figures_hash());
    *response.add_submitted() = std::move(report);
  }
  if (request.has_compare_to()) {
    const auto earlier = PositionOf(*now, request.compare_to());
    if (!earlier.ok()) return earlier.status();
    response.set_compared_to(earlier->value);
    auto then = FiguresThen::At(now, *earlier, as_at, &reader);
    if (!then.ok()) return then.status();
    FigureReader& before = (*then)->figures();
    for (auto& restatement : Restate(before.ReadPlans(request.area(), *period, request.restated()), plans)) {
      before.AddCauses(restatement.after(), request.restated(), (*knowledge)->position(), &restatement);
      *response.add_restatements() = std::move(restatement);
    }
  }
  if (!reader.status().ok()) return reader.status();
  if (!(*knowledge)->status().ok()) return (*knowledge)->status();
  return response;
}

}  // namespace homeward::projections
