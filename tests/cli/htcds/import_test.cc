// Files of the standard as batches: what is made of them, and every way in which they are wrong.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "homeward/labour/v1/labour_service.pb.h"
#include "homeward/police/v1/police_service.pb.h"
#include "proto/contract/civil.h"
#include "proto/contract/event.h"
#include "proto/contract/validate.h"
#include "services/cli/htcds/import_events.h"
#include "services/cli/htcds/import_journal.h"
#include "services/cli/htcds/import_table.h"

namespace homeward::cli::htcds {
namespace {

constexpr char kPerson[] = "p0123456789abcdefghjkmnpqrs";
constexpr char kOther[] = "p1123456789abcdefghjkmnpqrs";

ImportWish Wish(const std::string& unit = "soc.01") {
  ImportWish wish;
  wish.unit = unit;
  wish.province = "01";
  wish.date = "2026-03-31";
  wish.source = "htcds://" + unit;
  return wish;
}

// The wish that leaves no cell without what it needs.
ImportWish Full(const std::string& unit = "soc.01") {
  ImportWish wish = Wish(unit);
  wish.age_band = "adult";
  wish.whereabouts = "home";
  wish.consent_purposes = {"support"};
  wish.consent_recipients = {"soc"};
  wish.consent_by = "self";
  wish.paper = "confirmation";
  wish.referral_service = "medical";
  wish.referral_due = "2026-04-30";
  return wish;
}

int64_t Recorded() { return *contract::StartOfDate("2026-04-01"); }

ImportTable Table(const std::string& csv, Problems* problems, bool ignore_unmapped = false) {
  std::istringstream in(csv);
  return ReadTable(in, ignore_unmapped, problems);
}

// "where: reason" of each problem, in order.
std::vector<std::string> Told(const Problems& problems) {
  std::vector<std::string> told;
  for (const Problem& problem : problems) told.push_back(problem.where + ": " + problem.reason);
  return told;
}

struct Made {
  Problems problems;
  ImportTable table;
  ImportBatch batch;
};

Made Make(const std::string& role, const ImportWish& wish, const std::string& csv) {
  Made made;
  made.table = Table(csv, &made.problems);
  made.batch = MakeBatch(*FindAgencyApi(role), made.table, wish, {kPerson, kOther}, Recorded(), &made.problems);
  return made;
}

template <typename Request>
const Request& As(const Made& made) {
  return static_cast<const Request&>(*made.batch.request);
}

// Everything that the contract can say without a log.
template <typename Request>
void ExpectValid(const Request& request, contract::Agency agency) {
  for (int i = 0; i < request.events_size(); ++i) {
    const auto event = contract::ParseEvent(agency, request.events(i).SerializeAsString());
    ASSERT_TRUE(event.ok());
    contract::Violations violations;
    contract::Validate(*event, i, Recorded(), &violations);
    for (const auto& violation : violations)
      ADD_FAILURE() << event->type->short_name << ": " << violation.reason << ' ' << violation.message;
  }
}

constexpr char kSupportFile[] =
    "prs_Gender,prs_Deceased,prs_Citizenship,vic_TraffickingStatus,cas_Status,cas_ReasonForCaseClosure,"
    "cas_ReferringOrganisation,cas_IncomingReferralDate,cas_ReferredOrganisation,cas_ReasonForOutgoingReferral,"
    "cas_OutgoingReferralDate,con_Consent\n"
    "Feminine,false,VN;FR,PossibleVictimOfTrafficking,Closed,goals_met,pol.01,2026-01-05,soc.02,"
    "AdditionalServicesRequired,2026-02-01,true\n"
    "Masculine,TRUE,LAO,,Active,,,,,,,false\n";

TEST(HtcdsImport, ARowBecomesEvents) {
  const Made made = Make("labour", Full(), kSupportFile);
  ASSERT_EQ(Told(made.problems), std::vector<std::string>{});
  const auto& request = As<labour::v1::PublishRequest>(made);
  ExpectValid(request, options::v1::AGENCY_LABOUR);
  ASSERT_EQ(request.events_size(), 8);
  EXPECT_EQ(made.batch.rows, (std::vector<size_t>{0, 0, 0, 0, 0, 1, 1, 1}));

  const auto& received = request.events(0);
  EXPECT_EQ(received.victim_received().from_unit(), "pol.01");
  EXPECT_EQ(received.victim_received().person_id(), kPerson);
  EXPECT_EQ(received.victim_received().person().age_band(), shared::v1::AGE_BAND_ADULT);
  EXPECT_EQ(received.envelope().time().seconds() * 1'000'000, *contract::StartOfDate("2026-01-05"));
  EXPECT_EQ(received.envelope().time_precision(), common::v1::TIME_PRECISION_DAY);
  const auto& described = request.events(1).person_described().person();
  EXPECT_EQ(described.sex(), shared::v1::SEX_FEMALE);
  EXPECT_EQ(described.nationality_group(), shared::v1::NATIONALITY_GROUP_VIET_NAM);  // one of two
  EXPECT_EQ(request.events(1).envelope().time().seconds() * 1'000'000, *contract::StartOfDate("2026-03-31"));
  const auto& consent = request.events(2);
  EXPECT_EQ(consent.consent_recorded().person().recipients(0), "soc");
  EXPECT_EQ(consent.envelope().time().seconds() * 1'000'000,
            *contract::StartOfDate("2026-02-01"));  // the referral's day
  const auto& sent = request.events(3).referral_sent();
  EXPECT_EQ(sent.to_unit(), "soc.02");
  EXPECT_EQ(sent.kind(), shared::v1::REFERRAL_KIND_SUPPORT);
  EXPECT_EQ(sent.basis(), shared::v1::BASIS_CONSENT);
  EXPECT_EQ(sent.consent_id(), consent.consent_recorded().consent_id());
  EXPECT_EQ(request.events(4).support_closed().person().reason(), labour::v1::CLOSING_REASON_GOALS_MET);

  EXPECT_EQ(request.events(5).victim_received().person_id(), kOther);
  EXPECT_EQ(request.events(5).envelope().time().seconds() * 1'000'000, *contract::StartOfDate("2026-03-31"));
  EXPECT_EQ(request.events(6).person_described().person().nationality_group(), shared::v1::NATIONALITY_GROUP_FOREIGN);
  EXPECT_TRUE(request.events(7).has_person_deceased());  // no consent was said, so none is recorded
}

TEST(HtcdsImport, WhoConfirmsPublishesThePaper) {
  const std::string csv =
      "vic_TraffickingStatusDecisionMakingOrg,vic_TraffickingStatus\n"
      "Police,ActualVictimOfTrafficking\nPolice,NotAVictimOfTrafficking\n";
  const Made made = Make("police", Full("pol.01"), csv);
  ASSERT_EQ(Told(made.problems), std::vector<std::string>{});
  const auto& request = As<police::v1::PublishRequest>(made);
  ExpectValid(request, options::v1::AGENCY_POLICE);
  ASSERT_EQ(request.events_size(), 4);
  EXPECT_EQ(request.events(1).victim_status_confirmed().person().issuer(), shared::v1::ISSUER_KIND_POLICE);
  EXPECT_EQ(request.events(1).victim_status_confirmed().person().paper(), shared::v1::PAPER_KIND_CONFIRMATION);
  EXPECT_EQ(request.events(3).verification_completed().person().outcome(),
            shared::v1::VERIFICATION_OUTCOME_NOT_CONFIRMED);
}

TEST(HtcdsImport, TheProsecutionReceivesNobody) {
  const std::string csv =
      "vic_TraffickingStatusDecisionMakingOrg,vic_TraffickingStatus,cas_IncomingReferralDate\n"
      "CourtOrProsecution,ActualVictimOfTrafficking,\n,PossibleVictimOfTrafficking,\n,,2026-01-01\n";
  ImportWish wish = Full("pro.01");
  wish.paper = "court_paper";
  const Made made = Make("prosecution", wish, csv);
  EXPECT_EQ(Told(made.problems),
            (std::vector<std::string>{"row 3: HTCDS_VALUE", "row 4, column cas_IncomingReferralDate: HTCDS_VALUE"}));
  EXPECT_EQ(made.batch.rows, std::vector<size_t>{0});  // the paper alone
}

// The same file, wish and persons: the same bytes. So the log answers a repetition with its first answer.
TEST(HtcdsImport, TheSameAgainIsTheSameBatch) {
  const std::string once = Make("labour", Full(), kSupportFile).batch.request->SerializeAsString();
  EXPECT_EQ(Make("labour", Full(), kSupportFile).batch.request->SerializeAsString(), once);
}

std::set<std::string> Ids(const Made& made) {
  std::set<std::string> ids;
  for (const auto& event : As<labour::v1::PublishRequest>(made).events()) ids.insert(event.envelope().id());
  return ids;
}

TEST(HtcdsImport, IdsStandForUnitRowAndContent) {
  const std::set<std::string> ids = Ids(Make("labour", Full(), kSupportFile));
  EXPECT_EQ(ids.size(), 8u);
  // Neither the day nor columns' order nor what is left aside makes other ids: the log would take a second batch.
  ImportWish later = Full();
  later.date = "2026-04-01";
  EXPECT_EQ(Ids(Make("labour", later, kSupportFile)), ids);
  const std::string one = "prs_Deceased,con_Consent\nfalse,true\n",
                    other = "con_Consent,prs_Deceased\r\n\"true\",false";
  EXPECT_EQ(Ids(Make("labour", Full(), one)), Ids(Make("labour", Full(), other)));
  // Another unit, another content, another name for the delivery: others.
  EXPECT_NE(Ids(Make("labour", Full("soc.02"), one)), Ids(Make("labour", Full(), one)));
  EXPECT_NE(Ids(Make("labour", Full(), "prs_Deceased,con_Consent\n,true\n")), Ids(Make("labour", Full(), one)));
  ImportWish named = Full();
  named.batch_id = "2026-03";
  EXPECT_NE(Ids(Make("labour", named, one)), Ids(Make("labour", Full(), one)));
  // Under one name a row keeps its ids whatever stands in it: changed, it is refused, not doubled.
  EXPECT_EQ(Ids(Make("labour", named, "prs_Deceased,con_Consent\n,true\n")), Ids(Make("labour", named, one)));
}

TEST(HtcdsImport, HeadingsThatCannotBe) {
  Problems problems;
  Table("prs_Gendr,con_Consent,con_Consent,Nguyen Thi Secret\nFeminine,true,true,x\n", &problems);
  EXPECT_EQ(Told(problems),
            (std::vector<std::string>{"row 1, column A: HTCDS_COLUMN_UNKNOWN", "row 1, column C: HTCDS_COLUMN_TWICE",
                                      "row 1, column D: HTCDS_COLUMN_UNKNOWN"}));
  EXPECT_EQ(problems[0].next_step, "Did you mean prs_Gender?");
  for (const Problem& problem : problems)
    EXPECT_FALSE(absl::StrContains(problem.message + problem.next_step, "Secret"));
  problems.clear();
  Table("prs_Gender;con_Consent\nFeminine;true\n", &problems);
  ASSERT_FALSE(problems.empty());
  EXPECT_TRUE(absl::StrContains(problems[0].next_step, "commas"));
}

TEST(HtcdsImport, IdentitiesAreRefusedWhateverIsAsked) {
  Problems problems;
  const ImportTable table = Table(
      "prs_FirstName,prs_Birthdate,prs_MailingStreet,prs_MobilePhone,cco_CaseComment,prs_LastModified,prs_Gender\n"
      ",,,,,,Feminine\nSecret,2001-02-03,Secret 1,+8491,Secret,,Feminine\n",
      &problems, /*ignore_unmapped=*/true);
  EXPECT_EQ(Told(problems), (std::vector<std::string>{"row 1, column F: HTCDS_COLUMN_UNKNOWN",
                                                      "column prs_FirstName, first in row 3: HTCDS_IDENTITY",
                                                      "column prs_Birthdate, first in row 3: HTCDS_IDENTITY",
                                                      "column prs_MailingStreet, first in row 3: HTCDS_IDENTITY",
                                                      "column prs_MobilePhone, first in row 3: HTCDS_IDENTITY",
                                                      "column cco_CaseComment, first in row 3: HTCDS_FREE_TEXT"}));
  for (const Problem& problem : problems) {
    EXPECT_FALSE(absl::StrContains(problem.message + problem.next_step, "Secret"));
    if (problem.reason == "HTCDS_IDENTITY") {
      EXPECT_TRUE(absl::StrContains(problem.message, "on purpose"));
    }
  }
  for (const ImportRow& row : table.rows) EXPECT_EQ(row.cells.size(), 1u);  // nor are they kept
}

TEST(HtcdsImport, ColumnsWithoutAPlaceAreNamedAndIgnoredOnlyIfAsked) {
  const std::string csv = "prs_Gender,prs_MaritalStatus,org_Name,spl_Type\nFeminine,Single,,Health\n";
  Problems problems;
  Table(csv, &problems);
  EXPECT_EQ(Told(problems), (std::vector<std::string>{"column prs_MaritalStatus, first in row 2: HTCDS_UNMAPPED",
                                                      "column spl_Type, first in row 2: HTCDS_UNMAPPED"}));
  problems.clear();
  EXPECT_EQ(Table(csv, &problems, /*ignore_unmapped=*/true).ignored,
            (std::vector<std::string>{"prs_MaritalStatus", "spl_Type"}));  // org_Name is empty and no matter
  EXPECT_TRUE(problems.empty());
}

TEST(HtcdsImport, RowsThatCannotBe) {
  Problems problems;
  Table("con_Consent,prs_Deceased\ntrue\n,\n\ntrue,true,true\n", &problems);
  EXPECT_EQ(Told(problems),
            (std::vector<std::string>{"row 2: HTCDS_ROW", "row 3: HTCDS_ROW", "row 4 (line 5): HTCDS_ROW"}));
  problems.clear();
  Table("con_Consent\n", &problems);
  EXPECT_EQ(Told(problems), std::vector<std::string>{": HTCDS_EMPTY"});
  problems.clear();
  Table("", &problems);
  EXPECT_EQ(Told(problems), std::vector<std::string>{": HTCDS_EMPTY"});
  problems.clear();
  Table("con_Consent\n\"true\n", &problems);
  EXPECT_EQ(Told(problems), std::vector<std::string>{": CSV_INVALID"});
  EXPECT_EQ(problems[0].message, "line 2: a quote that is opened here is not closed");
}

TEST(HtcdsImport, MorePersonsThanABatchHoldsAreTooMany) {
  std::string csv = "con_Consent\n";
  for (size_t i = 0; i < kImportRowsMax; ++i) csv += "true\n";
  Problems problems;
  EXPECT_EQ(Table(csv, &problems).rows.size(), kImportRowsMax);
  EXPECT_TRUE(problems.empty());
  Table(csv + "true\n", &problems);
  EXPECT_EQ(Told(problems), std::vector<std::string>{"row 1002: HTCDS_TOO_LARGE"});
}

struct Wrong {
  std::string role, csv;
  std::vector<std::string> where;  // of the problems, "row 2, column " left out
};

// Every wrong cell of a file is told at once, with row and column, and never with what stands in it.
TEST(HtcdsImport, CellsThatCannotBe) {
  const std::vector<Wrong> files = {
      {"labour", "prs_Gender,prs_Citizenship\nSecret,VN\n", {"prs_Gender"}},
      {"labour", "prs_Gender,prs_Citizenship\nFeminine,Secretland\n", {"prs_Citizenship"}},
      {"labour", "prs_Gender,prs_Citizenship\nFeminine,\n", {"prs_Citizenship"}},
      {"labour", "prs_Citizenship\nvn\n", {"prs_Citizenship"}},
      {"labour", "prs_Citizenship\nVN;;FR\n", {"prs_Citizenship"}},
      {"labour", "con_Consent,prs_Deceased\nSecret,yes\n", {"con_Consent", "prs_Deceased"}},
      {"labour", "cas_IncomingReferralDate\n31/03/2026\n", {"cas_IncomingReferralDate"}},
      {"labour", "cas_IncomingReferralDate\n2026-02-30\n", {"cas_IncomingReferralDate"}},
      {"labour", "cas_IncomingReferralDate\n0026-01-05\n", {"cas_IncomingReferralDate"}},  // two digits too few
      {"labour", "cas_IncomingReferralDate\n2026-04-01\n", {"cas_IncomingReferralDate"}},  // after --date
      {"labour", "cas_ReferringOrganisation\nSecret Shelter\n", {"cas_ReferringOrganisation"}},
      {"labour", "cas_Status\nFollowUp\n", {"cas_Status"}},
      {"labour", "cas_Status,cas_ReasonForCaseClosure\nClosed,Secret story\n", {"cas_ReasonForCaseClosure"}},
      {"labour", "cas_Status,cas_ReasonForCaseClosure\nActive,goals_met\n", {"cas_ReasonForCaseClosure"}},
      {"police", "cas_Status,cas_ReasonForCaseClosure\nClosed,goals_met\n", {"cas_Status"}},
      {"labour",
       "vic_TraffickingStatus,vic_TraffickingStatusDecisionMakingOrg\nActualVictimOfTrafficking,Police\n",
       {"vic_TraffickingStatus"}},
      {"labour", "vic_TraffickingStatus\nNotAVictimOfTrafficking\n", {"vic_TraffickingStatus"}},
      {"labour", "vic_TraffickingStatusDecisionMakingOrg\nPolice\n", {"vic_TraffickingStatusDecisionMakingOrg"}},
      {"police", "vic_TraffickingStatus\nActualVictimOfTrafficking\n", {"vic_TraffickingStatusDecisionMakingOrg"}},
      {"police",
       "vic_TraffickingStatus,vic_TraffickingStatusDecisionMakingOrg\nActualVictimOfTrafficking,NGO\n",
       {"vic_TraffickingStatusDecisionMakingOrg"}},
      {"police",
       "vic_TraffickingStatus,vic_TraffickingStatusDecisionMakingOrg\nActualVictimOfTrafficking,CourtOrProsecution\n",
       {"vic_TraffickingStatusDecisionMakingOrg"}},
      {"police",
       "vic_TraffickingStatus,vic_TraffickingStatusDecisionMakingOrg\n"
       "NotAVictimOfTrafficking,NonPoliceGovernmentalOrganization\n",
       {"vic_TraffickingStatusDecisionMakingOrg"}},
      {"labour",
       "cas_ReferredOrganisation,con_Consent\nsoc.02,true\n",
       {"cas_ReasonForOutgoingReferral", "cas_OutgoingReferralDate"}},
      {"labour",
       "cas_ReferredOrganisation,cas_ReasonForOutgoingReferral,cas_OutgoingReferralDate\n"
       "soc.02,AdditionalServicesRequired,2026-02-01\n",
       {"con_Consent"}},
      {"labour",
       "cas_ReferredOrganisation,cas_ReasonForOutgoingReferral,cas_OutgoingReferralDate,con_Consent\n"
       "pol.02,Other,2026-02-01,true\n",
       {"cas_ReasonForOutgoingReferral", "cas_ReferredOrganisation"}},  // and consent reaches no police
  };
  for (const Wrong& file : files) {
    const std::string unit = file.role == "police" ? "pol.01" : "soc.01";
    const Made made = Make(file.role, Full(unit), file.csv);
    std::vector<std::string> expected;
    for (const std::string& field : file.where) expected.push_back("row 2, column " + field + ": HTCDS_VALUE");
    EXPECT_EQ(Told(made.problems), expected) << file.csv;
    for (const Problem& problem : made.problems) {
      EXPECT_EQ(problem.exit, kExitRefused);
      EXPECT_FALSE(problem.next_step.empty()) << file.csv;
      EXPECT_FALSE(absl::StrContains(problem.message + problem.next_step, "Secret")) << file.csv;
    }
  }
}

TEST(HtcdsImport, WhatTheStandardHasNoFieldForIsAskedFor) {
  const std::string csv =
      "prs_Gender,prs_Citizenship,con_Consent,vic_TraffickingStatus,vic_TraffickingStatusDecisionMakingOrg\n"
      "Feminine,VN,true,ActualVictimOfTrafficking,Police\n";
  const Made made = Make("police", Wish("pol.01"), csv);
  EXPECT_EQ(Told(made.problems),
            (std::vector<std::string>{"row 2, column prs_Gender: HTCDS_VALUE", "row 2, column con_Consent: HTCDS_VALUE",
                                      "row 2, column vic_TraffickingStatus: HTCDS_VALUE"}));
  for (const Problem& problem : made.problems) EXPECT_TRUE(absl::StrContains(problem.next_step, "for the whole file"));
}

TEST(HtcdsImport, FlagsThatCannotBe) {
  ImportWish wish = Full();
  Problems problems;
  CheckWish(wish, Recorded(), &problems);
  EXPECT_EQ(Told(problems), std::vector<std::string>{});
  wish.unit = "Shelter One";
  wish.province = "Hanoi";
  wish.date = "2026-04-02";  // tomorrow
  wish.referral_due = "2126-04-30";
  wish.source = "no uri";
  wish.consent_recipients = {"soc", "everybody else"};
  CheckWish(wish, Recorded(), &problems);
  EXPECT_EQ(problems.size(), 6u);
  for (const Problem& problem : problems) EXPECT_EQ(problem.exit, kExitUsage);
}

TEST(HtcdsJournal, TheBatchIsFoundAgainAsItWasWritten) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("homeward-htcds-journal-" + std::to_string(getpid()));
  std::filesystem::remove(path);
  const AgencyApi api = *FindAgencyApi("labour");
  EXPECT_EQ(ReadJournal(path, api).status().code(), absl::StatusCode::kNotFound);
  const Made made = Make("labour", Full(), kSupportFile);
  ASSERT_TRUE(WriteJournal(path, made.table, {kPerson, kOther}, *made.batch.request).ok());
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const auto journal = ReadJournal(path, api);
  ASSERT_TRUE(journal.ok()) << journal.status();
  EXPECT_EQ(journal->persons, (std::vector<std::string>{kPerson, kOther}));
  EXPECT_EQ(journal->recorded_us, Recorded());
  EXPECT_EQ(journal->batch, BatchLine(*made.batch.request));
  EXPECT_EQ(WriteJournal(path, made.table, {kPerson, kOther}, *made.batch.request).code(),
            absl::StatusCode::kAlreadyExists);  // what was sent is never written over
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_EQ(ReadJournal(path, api).status().code(), absl::StatusCode::kInvalidArgument);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace homeward::cli::htcds
