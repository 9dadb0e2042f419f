#include "projections/query/report.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "eventstore/bytes/sha256.h"
#include "projections/lists/listing.h"
#include "projections/facts/dates.h"
#include "projections/indicators/hiding.h"
#include "projections/labels/labels.h"
#include "projections/limits.h"
#include "projections/query/deadlines.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using oversight::v1::Figure;
using oversight::v1::IndicatorFigure;
using oversight::v1::ReportPlan;

void Show(int64_t persons, Figure* figure) {
  figure->set_known(true);
  figure->set_hidden(TooFew(persons));
  figure->set_value(figure->hidden() ? 0 : persons);
}

std::string FigureText(const Figure& figure) {
  return figure.hidden() ? "hidden" : figure.known() || figure.value() != 0 ? contract::Cat(figure.value()) : "none";
}

// Without the state, which the mere passing of days changes.
std::string LineOf(const IndicatorFigure& f) {
  return contract::Cat(f.plan_code(), "|", f.target().target_code(), "|", f.indicator_code(), "|", f.area(), "|",
                       f.period().from(), "|", f.period().until(), "|", FigureText(f.numerator()), "|",
                       f.has_denominator() ? FigureText(f.denominator()) : "", "\n");
}

// By what a figure is of.
std::map<std::tuple<std::string, std::string, std::string, std::string>, const IndicatorFigure*> ByName(
    const std::vector<ReportPlan>& plans) {
  std::map<std::tuple<std::string, std::string, std::string, std::string>, const IndicatorFigure*> named;
  for (const ReportPlan& plan : plans)
    for (const IndicatorFigure& f : plan.figures())
      named[{f.plan_code(), f.target().target_code(), f.indicator_code(), f.area()}] = &f;
  return named;
}

}  // namespace

std::string FiguresHash(const std::vector<ReportPlan>& plans) {
  eventstore::Sha256 hash;
  for (const ReportPlan& plan : plans)
    for (const IndicatorFigure& figure : plan.figures()) hash.Frame(LineOf(figure));
  return eventstore::ToHex(eventstore::AsBytes(hash.Finish()));
}

std::vector<oversight::v1::Restatement> Restate(const std::vector<ReportPlan>& earlier,
                                                const std::vector<ReportPlan>& later) {
  const auto before = ByName(earlier);
  std::vector<oversight::v1::Restatement> restated;
  for (const auto& [name, figure] : ByName(later)) {
    const auto was = before.find(name);
    if (was != before.end() && LineOf(*was->second) == LineOf(*figure)) continue;
    auto& restatement = restated.emplace_back();
    if (was != before.end()) *restatement.mutable_before() = *was->second;
    *restatement.mutable_after() = *figure;
  }
  return restated;
}

absl::StatusOr<std::vector<oversight::v1::ClockSummary>> SummariseClocks(const Sight& sight, const std::string& area,
                                                                         const Span& period,
                                                                         const Knowledge& knowledge) {
  std::string scope(kEverywhere);
  if (area != kCountry) {
    scope = ProvinceScope(ProvinceOfArea(area));
    if (area != contract::Cat("adm.", ProvinceOfArea(area))) return std::vector<oversight::v1::ClockSummary>();
  }
  Frame frame = knowledge.frame();
  frame.as_at_us = std::min(frame.as_at_us, period.until_us);
  auto counts = CountClocks(sight, {scope}, {}, frame, period.from_us, frame.as_at_us + 1);
  if (!counts.ok()) return counts.status();
  std::vector<oversight::v1::ClockSummary> all;
  for (const oversight::v1::ClockCount& count : *counts) {
    auto& summary = all.emplace_back();
    summary.set_rule_code(count.rule_code());
    *summary.mutable_label() = count.label();
    summary.set_article(count.article());
    Show(count.met() + count.met_reported_late(), summary.mutable_met());
    Show(count.met_late(), summary.mutable_met_late());
    Show(count.missed(), summary.mutable_missed());
  }
  return all;
}

std::vector<oversight::v1::SubmittedReport> SubmittedReports(const std::string& area, const Span& period,
                                                             Position position, TallyReader* reader) {
  const std::set<std::string> provinces{std::string(ProvinceOfArea(area))};
  const Span after{period.from_us, INT64_MAX};
  std::map<std::string, oversight::v1::SubmittedReport> reports;
  for (const Tally& tally : reader->Of(EventNumber("periodic_report_submitted"), provinces, after)) {
    if (!tally.StoodAt(position) || tally.area != area || tally.Field("period_from") != DateText(period.from_us) ||
        tally.Field("period_until") != DateText(period.until_us))
      continue;
    auto& report = reports[std::string(tally.Field("report_id"))];
    report.set_report_id(std::string(tally.Field("report_id")));
    report.set_from_unit(tally.unit);
    report.set_to_unit(std::string(tally.Field("to_unit")));
    *report.mutable_state() = CodedOf("submitted");
    report.set_as_of_position(static_cast<uint64_t>(tally.Number("as_of_position")));
    report.set_figures_hash(std::string(tally.Field("figures_hash")));
    report.set_submitted_on(DateText(tally.time_us));
    if (reports.size() >= kReportsTold) break;
  }
  const auto set_state = [&](const Tally& tally, const std::string& id, std::string_view state) {
    const auto found = reports.find(id);
    if (found == reports.end() || !tally.StoodAt(position)) return;
    // Handed in again after it was sent back: it stands as handed in.
    if (DateText(tally.time_us) >= found->second.submitted_on()) *found->second.mutable_state() = CodedOf(state);
  };
  if (reports.empty()) return {};
  for (const Tally& tally : reader->Of(EventNumber("periodic_report_returned"), provinces, after))
    set_state(tally, std::string(tally.Field("report_id")), "returned");
  for (const Tally& tally : reader->Of(EventNumber("periodic_report_consolidated"), provinces, after))
    for (auto& [id, report] : reports)
      if (tally.Field("report_ids").find(id) != std::string_view::npos) set_state(tally, id, "consolidated");
  std::vector<oversight::v1::SubmittedReport> all;
  for (auto& [id, report] : reports) all.push_back(std::move(report));
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.submitted_on() < b.submitted_on(); });
  return all;
}

}  // namespace homeward::projections
