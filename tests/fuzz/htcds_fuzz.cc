// CSV files of the Human Trafficking Case Data Standard: read, written and read again the same; complaints say why;
// what there is no complaint about keeps the contract.
#include <sstream>
#include <string>
#include <vector>

#include "proto/contract/event.h"
#include "proto/contract/validate.h"
#include "services/cli/csv.h"
#include "services/cli/htcds/import_events.h"
#include "services/cli/htcds/import_table.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/silence.h"

namespace homeward::fuzz {
namespace {

constexpr int64_t kNowUs = 1'775'000'000'000'000;  // 2026-03-31 in UTC, the day after --date

std::vector<std::vector<std::string>> Rows(const std::string& text, bool* whole) {
  std::istringstream in(text);
  cli::CsvReader reader(in);
  std::vector<std::vector<std::string>> rows;
  while (true) {
    const auto row = reader.Next();
    *whole = row.ok();
    if (!row.ok() || !row->has_value()) return rows;
    Check((*row)->line > 0 && !(*row)->cells.empty(), "a row without a line or a cell");
    rows.push_back((*row)->cells);
  }
}

void CheckCsv(const std::string& text) {
  bool whole = false;
  const auto rows = Rows(text, &whole);
  std::string written;
  for (const auto& row : rows) written += cli::CsvLine(row);
  bool whole_again = false;
  Check(Rows(written, &whole_again) == rows && whole_again, "rows that are not read as they were written");
}

void CheckProblems(const cli::Problems& problems) {
  for (const cli::Problem& problem : problems)
    Check(!problem.reason.empty() && !problem.message.empty() && !problem.next_step.empty(),
          "a complaint that does not say why");
}

cli::htcds::ImportWish Wish() {
  cli::htcds::ImportWish wish;
  wish.unit = "pol.01";
  wish.province = "01";
  wish.date = "2026-03-30";
  wish.source = "htcds://pol.01";
  wish.age_band = "adult";
  wish.whereabouts = "home";
  wish.consent_purposes = {"support"};
  wish.consent_recipients = {"pol.01", "soc"};
  wish.consent_by = "self";
  wish.paper = "court_paper";
  wish.referral_service = "medical";
  wish.referral_due = "2026-04-30";
  return wish;
}

void CheckEvents(const cli::AgencyApi& api, const google::protobuf::Message& request) {
  const auto* events = request.GetDescriptor()->FindFieldByName("events");
  for (int i = 0; i < request.GetReflection()->FieldSize(request, events); ++i) {
    const auto& message = request.GetReflection()->GetRepeatedMessage(request, events, i);
    const auto event = contract::ParseEvent(api.agency, message.SerializeAsString());
    Check(event.ok(), "an event that does not parse");
    contract::Violations violations;
    contract::Validate(*event, i, kNowUs, &violations);
    Check(violations.empty(), "an event that the contract refuses, and no complaint");
  }
}

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  fuzz::SilenceProtobuf();
  static const cli::AgencyApi api = *cli::FindAgencyApi("police");
  const std::string text(reinterpret_cast<const char*>(data), size);
  fuzz::CheckCsv(text);
  std::istringstream in(text);
  cli::Problems problems;
  const cli::htcds::ImportTable table = cli::htcds::ReadTable(in, /*ignore_unmapped=*/true, &problems);
  const std::vector<std::string> persons(table.rows.size(), "p0123456789abcdefghjkmnpqrs");
  const auto batch = cli::htcds::MakeBatch(api, table, fuzz::Wish(), persons, fuzz::kNowUs, &problems);
  fuzz::CheckProblems(problems);
  if (problems.empty()) fuzz::CheckEvents(api, *batch.request);
  return 0;
}
