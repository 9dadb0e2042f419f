// homeward_bench oversight: a province's annual report, and what is overdue, asked again and again.
#include <chrono>
#include <memory>
#include <vector>

#include "homeward/oversight/v1/oversight.grpc.pb.h"
#include "services/cli/text.h"
#include "tests/bench/commands.h"

namespace homeward::bench {
namespace {

using cli::Cat;
using oversight::v1::Oversight;
using Clock = std::chrono::steady_clock;

constexpr char kAuditor[] = "auditor";
constexpr std::chrono::seconds kAnswerMax{120};

struct Asked {
  std::string area = "adm.01";
  std::string year = "2026";
  int times = 20;
};

template <typename Request, typename Response>
absl::Status Ask(const Bench& bench, Oversight::Stub& stub,
                 grpc::Status (Oversight::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 Request request, Response* response, std::vector<double>* milliseconds) {
  request.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kAnswerMax);
  Prepare(bench.target, kAuditor, &context);
  const Clock::time_point began = Clock::now();
  const grpc::Status status = (stub.*method)(&context, request, response);
  milliseconds->push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
  return status.ok() ? absl::OkStatus() : absl::InternalError(Cat("oversight: ", status.error_message()));
}

absl::Status Measure(const Bench& bench, const Asked& asked, Figures* figures) {
  auto channel = Connect(bench.target, kAuditor);
  if (!channel.ok()) return channel.status();
  const auto stub = Oversight::NewStub(*channel);
  oversight::v1::GetReportRequest report;
  report.set_area(asked.area);
  report.mutable_period()->set_from(asked.year + "-01-01");
  report.mutable_period()->set_until(asked.year + "-12-31");
  oversight::v1::GetReportResponse reported;
  std::vector<double> reports;
  for (int i = 0; i < asked.times; ++i) {
    reported.Clear();
    if (auto told = Ask(bench, *stub, &Oversight::Stub::GetReport, report, &reported, &reports); !told.ok())
      return told;
  }
  oversight::v1::ListDeadlinesRequest overdue;
  oversight::v1::ListDeadlinesResponse late;
  std::vector<double> lists, once;
  for (int i = 0; i < asked.times; ++i) {
    late.Clear();
    if (auto told = Ask(bench, *stub, &Oversight::Stub::ListDeadlines, overdue, &late, &lists); !told.ok()) return told;
  }
  overdue.set_with_counts(true);
  if (auto told = Ask(bench, *stub, &Oversight::Stub::ListDeadlines, overdue, &late, &once); !told.ok()) return told;
  uint64_t open = 0;
  for (const auto& count : late.counts()) open += static_cast<uint64_t>(count.running() + count.missed());
  figures->Add("open_clocks", open);
  figures->AddPercentiles("overdue", lists);
  uint64_t counted = 0;
  for (const auto& plan : reported.plans()) counted += static_cast<uint64_t>(plan.figures_size());
  figures->Add("report_figures", counted);
  figures->AddPercentiles("report", reports);
  return absl::OkStatus();
}

}  // namespace

void AddOversight(CLI::App& root, Bench& bench) {
  auto asked = std::make_shared<Asked>();
  CLI::App* command = root.add_subcommand("oversight", "Ask for a province's annual report and for what is overdue");
  command->add_option("--area", asked->area, "Whose report");
  command->add_option("--year", asked->year, "Of which year");
  command->add_option("--times", asked->times, "How often each is asked");
  command->callback(
      [asked, &bench] { bench.run = [asked, &bench](Figures* figures) { return Measure(bench, *asked, figures); }; });
}

}  // namespace homeward::bench
