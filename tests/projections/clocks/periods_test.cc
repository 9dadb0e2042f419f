// Every period of the rule data against a table worked out by hand: month ends, Tết, swapped working days, leap days,
// the turn of the year. The table was made with a calendar, not with the code.
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "homeward/programme/v1/programme_service.pb.h"
#include "projections/facts/dates.h"
#include "projections/governance/governance.h"
#include "proto/contract/event.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

struct Row {
  const char* code;
  const char* article;
  const char* start;  // in Viet Nam
  const char* due;    // a date: its last moment
};

// Amounts that are no periods: how often somebody may be asked.
const std::set<std::string>& NoPeriods() {
  static const auto* codes = new std::set<std::string>{"child_statements_per_day", "times_asked"};
  return *codes;
}

constexpr Row kTable[] = {
    // Hours run through days off.
    {"referral_acknowledge", "Programme default", "2025-01-27 16:00", "2025-01-28 16:00"},
    {"handover_answer", "Programme default", "2024-02-28 09:30", "2024-02-29 09:30"},
    {"handover_taken", "Programme default", "2025-12-31 20:00", "2026-01-01 08:00"},
    {"tip_transfer", "Programme default", "2025-03-05 00:00", "2025-03-06 00:00"},
    // Working days: Tết 2025 was 27 to 31 January; Saturday 26 April was worked for Friday 2 May.
    {"referral_close", "Programme default", "2025-01-24 10:00", "2025-02-05"},
    {"referral_close", "Programme default", "2025-04-24 10:00", "2025-04-28"},
    {"referral_close", "Programme default", "2025-04-28 10:00", "2025-05-06"},
    {"subject_request", "NĐ 356/2025/NĐ-CP", "2026-01-01 09:00", "2026-01-06"},
    {"subject_request", "NĐ 356/2025/NĐ-CP", "2026-01-08 09:00", "2026-01-10"},
    // Days that end on a day off end on the next working day.
    {"file_transfer", "Programme default", "2025-03-05 09:00", "2025-03-10"},
    {"initial_verification", "TTLT 01/2014", "2025-01-24 09:00", "2025-02-03"},
    {"initial_verification", "Law 53/2024/QH15 Art.27(2)", "2025-08-29 09:00", "2025-09-03"},
    {"verification_reply", "Law 66/2011/QH12", "2024-02-09 09:00", "2024-02-29"},
    {"verification_reply", "Law 66/2011/QH12", "2023-02-09 23:59", "2023-03-01"},
    {"verification_reply", "Law 66/2011/QH12", "2023-02-10 00:00", "2023-03-02"},
    {"follow_up_gap", "Programme default", "2025-01-01 09:00", "2025-03-03"},
    {"support_before_hearing", "Programme default", "2025-03-03 09:00", "2025-03-17"},
    {"tip_check", "CPC 2015 Art.147(1)", "2018-01-31 09:00", "2018-02-21"},
    {"border_transfer", "CPC 2015 Art.164", "2025-12-25 09:00", "2026-01-05"},
    {"prosecution_decision_less_serious", "CPC 2015 Art.240(1)", "2025-04-10 09:00", "2025-05-05"},
    {"prosecution_decision_serious", "CPC 2015 Art.240(1)", "2025-04-06 09:00", "2025-04-26"},
    {"prosecution_decision_very_serious", "CPC 2015 Art.240(1)", "2025-01-30 09:00", "2025-03-03"},
    {"prosecution_decision_especially_serious", "CPC 2015 Art.240(1)", "2024-01-30 09:00", "2024-02-29"},
    {"prosecution_extension_less_serious", "CPC 2015 Art.240(1)", "2026-02-06 09:00", "2026-02-23"},
    {"prosecution_extension_serious", "CPC 2015 Art.240(1)", "2025-12-22 09:00", "2026-01-05"},
    {"prosecution_extension_very_serious", "CPC 2015 Art.240(1)", "2025-08-18 09:00", "2025-09-03"},
    {"prosecution_extension_especially_serious", "CPC 2015 Art.240(1)", "2025-12-11 09:00", "2026-01-10"},
    {"prosecution_documents", "CPC 2015 Art.240(2)", "2025-08-29 09:00", "2025-09-03"},
    {"trial_preparation_less_serious", "CPC 2015 Art.277(1)", "2025-06-01 09:00", "2025-07-01"},
    {"trial_preparation_serious", "CPC 2015 Art.277(1)", "2025-01-15 09:00", "2025-03-03"},
    {"trial_extension_less_serious", "CPC 2015 Art.277(1)", "2025-04-15 09:00", "2025-05-05"},
    {"trial_extension_serious", "CPC 2015 Art.277(1)", "2025-04-11 09:00", "2025-04-26"},
    {"trial_extension_very_serious", "CPC 2015 Art.277(1)", "2024-01-31 09:00", "2024-03-01"},
    {"trial_extension_especially_serious", "CPC 2015 Art.277(1)", "2023-01-30 09:00", "2023-03-01"},
    {"trial_opening", "CPC 2015 Art.277(3)", "2025-05-31 09:00", "2025-06-16"},
    {"trial_opening_hindered", "CPC 2015 Art.277(3)", "2025-04-02 09:00", "2025-05-05"},
    {"appeal_window", "CPC 2015 Art.333(1)", "2025-01-13 09:00", "2025-02-03"},
    {"investigation_extension_ask", "CPC 2015 Art.172(2)", "2025-02-18 09:00", "2025-02-28"},
    {"attention_ahead", "Programme default", "2025-12-18 09:00", "2026-01-05"},
    // Months end on the same day, or on the month's last.
    {"verification_extended", "Law 66/2011/QH12", "2024-12-31 09:00", "2025-02-28"},
    {"verification_extended", "Law 66/2011/QH12", "2023-12-31 09:00", "2024-02-29"},
    {"allowance_dossier", "NĐ 09/2013 Art.23", "2024-02-29 09:00", "2025-02-28"},
    {"allowance_dossier", "NĐ 09/2013 Art.23", "2025-04-30 09:00", "2026-05-04"},
    {"tip_check_extended", "CPC 2015 Art.147(2)", "2025-07-31 09:00", "2025-09-30"},
    {"tip_check_procuracy", "CPC 2015 Art.147(2)", "2025-06-30 09:00", "2025-09-03"},
    {"tip_after_resuming", "CPC 2015 Art.149", "2025-01-31 09:00", "2025-02-28"},
    {"border_initial", "CPC 2015 Art.164", "2025-03-31 09:00", "2025-05-05"},
    {"investigation_less_serious", "CPC 2015 Art.172(1)", "2025-02-28 09:00", "2025-04-28"},
    {"investigation_serious", "CPC 2015 Art.172(1)", "2025-11-30 09:00", "2026-03-02"},
    {"investigation_very_serious", "CPC 2015 Art.172(1)", "2019-12-31 09:00", "2020-05-04"},
    {"investigation_especially_serious", "CPC 2015 Art.172(1)", "2023-10-31 09:00", "2024-02-29"},
    {"investigation_extension_less_serious", "CPC 2015 Art.172(2)", "2025-01-15 09:00", "2025-03-17"},
    {"investigation_extension_serious", "CPC 2015 Art.172(2)", "2025-01-31 09:00", "2025-05-05"},
    {"investigation_extension_very_serious", "CPC 2015 Art.172(2)", "2025-05-31 09:00", "2025-09-30"},
    {"investigation_extension_especially_serious", "CPC 2015 Art.172(2)", "2025-10-31 09:00", "2026-03-02"},
    {"investigation_extension_serious_second", "CPC 2015 Art.172(2)", "2025-12-31 09:00", "2026-03-02"},
    {"supplementary_procuracy", "CPC 2015 Art.174(2)", "2024-12-29 09:00", "2025-02-28"},
    {"supplementary_court", "CPC 2015 Art.174(2)", "2024-01-31 09:00", "2024-02-29"},
    {"trial_preparation_very_serious", "CPC 2015 Art.277(1)", "2024-12-31 09:00", "2025-02-28"},
    {"trial_preparation_especially_serious", "CPC 2015 Art.277(1)", "2023-11-30 09:00", "2024-02-29"},
};

// "2025-01-27 16:00" in Viet Nam; a date alone is its last moment.
Micros MomentOf(const std::string& text) {
  if (text.size() == 10) return EndOfDate(text);
  const int64_t hours = std::stoll(text.substr(11, 2)), minutes = std::stoll(text.substr(14, 2));
  return StartOfDate(text.substr(0, 10)) + hours * kHourUs + minutes * kHourUs / 60;
}

// The events of the files as they are published.
void Load(const std::string& topic, Facts* facts) {
  std::ifstream file(std::string(HOMEWARD_SOURCE_DIR) + "/deploy/rules/vn/" + topic + ".jsonl");
  ASSERT_TRUE(file.good()) << topic;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    programme::v1::PublishRequest batch;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &batch).ok()) << line;
    for (const auto& event : batch.events()) {
      auto wrapped =
          std::make_shared<contract::Event>(contract::WrapEvent(std::make_unique<programme::v1::Event>(event)));
      const std::string stream = wrapped->stream();
      facts->push_back(MakeFact(std::move(wrapped), contract::Agency::AGENCY_PROGRAMME, stream, facts->size() + 1));
    }
  }
}

const Governance& Rules() {
  static const auto* governance = [] {
    Facts facts;
    Load("periods", &facts);
    Load("holidays", &facts);
    Sort(&facts);
    return new std::shared_ptr<const Governance>(Governance::Build(facts));
  }();
  return **governance;
}

class Periods : public testing::TestWithParam<Row> {};

TEST_P(Periods, EndWhenTheTableSays) {
  const Row& row = GetParam();
  const Micros start = MomentOf(row.start);
  const RuleRow* rule = Rules().Rule(row.code, start);
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->article, row.article);
  const Micros due = *Rules().Due(row.code, start);
  EXPECT_EQ(due, MomentOf(row.due)) << DateText(due);
}

std::string NameOf(const testing::TestParamInfo<Row>& info) {
  std::string name = contract::Cat(info.param.article, "_", info.param.code, "_", info.param.start);
  std::string plain;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      plain.push_back(c);
    } else if (!plain.empty() && plain.back() != '_') {
      plain.push_back('_');
    }
  return plain;
}
INSTANTIATE_TEST_SUITE_P(Article, Periods, testing::ValuesIn(kTable), NameOf);

TEST(PeriodsTable, HasEveryRuleOfTheData) {
  std::set<std::string> tested;
  for (const Row& row : kTable) tested.insert(row.code);
  for (const char* day : {"2020-06-01", "2026-06-01"})
    for (const RuleRow* rule : Rules().RulesInForce(StartOfDate(day)))
      EXPECT_TRUE(tested.contains(rule->code) || NoPeriods().contains(rule->code))
          << rule->code << " (" << rule->article << ") has no line in the table";
  EXPECT_GE(tested.size(), 50u);
}

}  // namespace
}  // namespace homeward::projections
