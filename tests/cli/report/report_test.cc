#include "services/cli/report/report.h"

#include <gtest/gtest.h>

#include <sstream>

#include "services/cli/csv.h"
#include "services/cli/report/figure_text.h"

namespace homeward::cli {
namespace {

using oversight::v1::GetReportResponse;
using oversight::v1::IndicatorFigure;

class ReportTest : public ::testing::Test {
 protected:
  ReportTest() : session_(out_, err_, {}, {}) {
    report_.set_position(812);
    report_.set_area("adm.33");
    report_.mutable_area_label()->set_vi("Hưng Yên");
    report_.mutable_area_label()->set_en("Hung Yen");
    report_.mutable_period()->set_from("2018-01-01");
    report_.mutable_period()->set_until("2018-12-31");
    report_.set_figures_hash(std::string(64, 'a'));
    auto* plan = report_.add_plans();
    plan->set_plan_code("s1");
    plan->mutable_label()->set_vi("Kế hoạch <2018> & \"khác\"");
    plan->mutable_label()->set_en("Plan");
    IndicatorFigure* figure = plan->add_figures();
    figure->set_indicator_code("i9");
    figure->mutable_label()->set_en("=SUM(A1)");
    figure->mutable_label()->set_vi("Tỷ lệ xã");
    figure->mutable_numerator()->set_value(596);
    figure->mutable_numerator()->set_known(true);
    figure->mutable_denominator()->set_value(635);
    figure->mutable_denominator()->set_known(true);
    figure->set_share(9385);
    figure->mutable_target()->mutable_shape()->set_code("percentage");
    figure->mutable_target()->set_low(9386);
    figure->mutable_state()->set_code("missed");
    figure->mutable_state()->mutable_label()->set_vi("không đạt");
    figure->mutable_state()->mutable_label()->set_en("missed");
  }

  IndicatorFigure& figure() { return *report_.mutable_plans(0)->mutable_figures(0); }

  std::ostringstream out_, err_;
  Session session_;
  GetReportResponse report_;
};

TEST_F(ReportTest, NumbersReadAsPeopleWriteThem) {
  EXPECT_EQ(PercentText(9386), "93.86%");
  EXPECT_EQ(PercentText(8000), "80%");
  EXPECT_EQ(PercentText(3330), "33.3%");
  EXPECT_EQ(PercentText(5), "0.05%");
  EXPECT_EQ(ShareText(figure()), "93.85%");
  EXPECT_EQ(ValueText(figure()), "596 / 635");
  EXPECT_EQ(AskedText(session_, figure()), "≥ 93.86%");
  figure().mutable_numerator()->set_hidden(true);
  EXPECT_EQ(ValueText(figure()), "< 10 / 635");
  EXPECT_EQ(ShareText(figure()), "") << "the share would tell it";
  figure().mutable_numerator()->Clear();
  EXPECT_EQ(NumberText(figure().numerator()), "–") << "nothing was said";
}

TEST_F(ReportTest, EachShapeOfTargetIsTold) {
  const auto asked = [&](const char* shape, int64_t low, int64_t high) {
    figure().mutable_target()->mutable_shape()->set_code(shape);
    figure().mutable_target()->set_low(low);
    figure().mutable_target()->set_high(high);
    return AskedText(session_, figure());
  };
  EXPECT_EQ(asked("maximum", 0, 0), "= 0");
  EXPECT_EQ(asked("maximum", 0, 5), "≤ 5");
  EXPECT_EQ(asked("range", 60, 80), "60–80");
  EXPECT_EQ(asked("minimum", 2, 0), "≥ 2");
  EXPECT_EQ(asked("count", 590, 0), "590");
  figure().mutable_target()->set_by_date("2019-03-31");
  EXPECT_EQ(asked("by_date", 0, 0), "→ 2019-03-31");
}

TEST_F(ReportTest, TheFileIsReadBackAsItWasWrittenAndRunsNothing) {
  const std::string csv = ReportCsv(session_, report_);
  EXPECT_NE(csv.find("'=SUM(A1)"), std::string::npos) << "a spreadsheet would run it";
  std::istringstream in(csv);
  CsvReader reader(in);
  const auto head = reader.Next(), row = reader.Next(), end = reader.Next();
  ASSERT_TRUE(head.ok() && row.ok() && end.ok());
  ASSERT_EQ((*row)->cells.size(), (*head)->cells.size());
  EXPECT_EQ((*row)->cells[2], "=SUM(A1)");
  EXPECT_EQ((*row)->cells[5], "596");
  EXPECT_EQ((*row)->cells[7], "93.85%");
  EXPECT_EQ((*row)->cells.back(), "812");
  EXPECT_FALSE(end->has_value());
}

TEST_F(ReportTest, ThePageIsVietnameseAndItsWordsAreNoMarkup) {
  session_.language = Language::kVietnamese;
  const std::string page = ReportHtml(session_, report_);
  EXPECT_NE(page.find("<html lang=\"vi\">"), std::string::npos);
  EXPECT_NE(page.find("Báo cáo: Hưng Yên"), std::string::npos);
  EXPECT_NE(page.find("Kế hoạch &lt;2018&gt; &amp; &quot;khác&quot;"), std::string::npos);
  EXPECT_NE(page.find("<td class=\"missed\">không đạt</td>"), std::string::npos);
  EXPECT_NE(page.find("812"), std::string::npos) << "the position that it is pinned to";
  EXPECT_EQ(page.find("http"), std::string::npos) << "nothing from outside";
  EXPECT_EQ(page.find("<script"), std::string::npos);
}

TEST_F(ReportTest, HowPeriodsWereKeptIsPartOfIt) {
  auto* clock = report_.add_clocks();
  clock->mutable_label()->set_en("tip check");
  clock->set_article("CPC Art.147(1)");
  clock->mutable_met()->set_value(41);
  clock->mutable_met()->set_known(true);
  clock->mutable_missed()->set_hidden(true);
  const std::string page = ReportHtml(session_, report_);
  EXPECT_NE(page.find("<td>tip check</td><td>CPC Art.147(1)</td><td class=\"n\">41</td>"), std::string::npos);
  EXPECT_NE(page.find("&lt; 10"), std::string::npos);
  ShowReport(session_, report_);
  EXPECT_NE(out_.str().find("tip check"), std::string::npos);
}

TEST_F(ReportTest, WhatIsOtherSinceIsToldWithItsCause) {
  report_.set_compared_to(700);
  auto* restated = report_.add_restatements();
  *restated->mutable_before() = figure();
  restated->mutable_before()->mutable_numerator()->set_value(590);
  *restated->mutable_after() = figure();
  auto* cause = restated->add_causes();
  cause->set_type("CommuneAssessed");
  cause->mutable_label()->set_en("Commune assessed");
  cause->set_unit("com.33.00001");
  cause->set_date("2018-11-02");
  const std::string page = ReportHtml(session_, report_);
  EXPECT_NE(page.find("590 / 635"), std::string::npos);
  EXPECT_NE(page.find("Commune assessed (com.33.00001, 2018-11-02)"), std::string::npos);
  ShowReport(session_, report_);
  EXPECT_NE(out_.str().find("Commune assessed"), std::string::npos);
}

}  // namespace
}  // namespace homeward::cli
