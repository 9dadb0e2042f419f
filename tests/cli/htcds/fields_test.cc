// The table of fields against the standard's own list, against what is written and read, and against the page in docs/.
#include "services/cli/htcds/fields.h"

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "homeward/labour/v1/reintegration.pb.h"
#include "homeward/shared/v1/contact.pb.h"
#include "homeward/shared/v1/identification.pb.h"
#include "homeward/shared/v1/referral.pb.h"
#include "homeward/shared/v1/terms.pb.h"
#include "services/cli/csv.h"
#include "services/cli/htcds/codes.h"
#include "services/cli/htcds/export_row.h"
#include "services/cli/htcds/picks.h"

namespace homeward::cli::htcds {
namespace {

// section, field, label, type, values, …
std::vector<std::vector<std::string>> Standard() {
  std::ifstream file(HOMEWARD_SOURCE_DIR "/tests/cli/htcds/htcds-2.0-fields.csv", std::ios::binary);
  CsvReader reader(file);
  std::vector<std::vector<std::string>> rows;
  while (true) {
    const auto row = reader.Next();
    EXPECT_TRUE(row.ok()) << row.status();
    if (!row.ok() || !row->has_value()) break;
    rows.push_back((*row)->cells);
  }
  if (!rows.empty()) rows.erase(rows.begin());  // the header
  return rows;
}

TEST(HtcdsFields, AreThoseOfTheStandardInItsOrder) {
  const auto standard = Standard();
  ASSERT_EQ(standard.size(), 93u);
  ASSERT_EQ(Fields().size(), standard.size());
  for (size_t i = 0; i < standard.size(); ++i) {
    const Field& field = Fields()[i];
    const bool example = standard[i][1] == "N/AN/A";
    EXPECT_EQ(field.section, absl::StrReplaceAll(standard[i][0], {{" - / ", " - "}}));  // a line end in the original
    EXPECT_EQ(field.name, example ? "N/A" : standard[i][1]);
    EXPECT_EQ(field.label, absl::StrReplaceAll(standard[i][2], {{"EXAMPLE QUESTION / ", ""}}));
    EXPECT_EQ(field.type, standard[i][3]) << field.name;
  }
}

TEST(HtcdsFields, EachSaysWhatItIsHereOrWhyNot) {
  std::set<std::string_view> names;
  for (const Field& field : Fields()) {
    EXPECT_FALSE(field.note.empty()) << field.name;
    EXPECT_EQ(field.homeward.empty(), !IsExported(field)) << field.name;
    EXPECT_EQ(field.note.find('|'), std::string_view::npos) << field.name;  // it stands in a table
    if (field.name != "N/A") {
      EXPECT_TRUE(names.insert(field.name).second) << field.name;
    }
  }
  EXPECT_EQ(FindField("prs_Gender")->label, "Gender");
  EXPECT_EQ(FindField("prs_gender"), nullptr);
  EXPECT_EQ(FindField("N/A"), nullptr);
}

// No way in for who somebody is, whatever a later hand maps: these are the standard's fields that identify.
TEST(HtcdsFields, IdentitiesAndFreeTextHaveNoWayIn) {
  for (const Field& field : Fields()) {
    const bool identifies = field.name.starts_with("prs_Mailing") || field.name.ends_with("Name") ||
                            field.name.ends_with("Phone") || field.name == "prs_Birthdate" ||
                            field.name == "prs_IdentityNumber" || field.name == "prs_Email";
    if (identifies) {
      EXPECT_FALSE(IsExported(field)) << field.name;
    }
    const bool codes_only = field.name == "cas_ReasonForCaseClosure" || field.place == Place::kExported;
    if (field.type == "Long Text" && !codes_only) {
      EXPECT_EQ(field.place, Place::kFreeText) << field.name;
    }
  }
}

TEST(HtcdsFields, WhatIsWrittenIsWhatTheTableSays) {
  std::vector<std::string> exported;
  for (const Field& field : Fields())
    if (IsExported(field)) exported.emplace_back(field.name);
  EXPECT_EQ(ExportHeader(), exported);
}

TEST(HtcdsPicks, ValuesAreTheStandards) {
  std::map<std::string, std::set<std::string>> allowed;
  for (const auto& row : Standard())
    for (const absl::string_view value : absl::StrSplit(row[4], " / "))
      allowed[row[1]].emplace(absl::StripAsciiWhitespace(value));
  for (const Pick& pick : Picks()) {
    EXPECT_TRUE(allowed[std::string(pick.field)].contains(std::string(pick.value))) << pick.field << " " << pick.value;
    if (pick.way != Way::kRead) {
      EXPECT_FALSE(pick.code.empty()) << pick.value;
    }
  }
}

// Each code is one of the contract's, and each of the contract's codes has a word of the standard, as far as there is
// one.
TEST(HtcdsPicks, CodesAreTheContracts) {
  const std::map<std::string_view, const google::protobuf::EnumDescriptor*> enums = {
      {"prs_Gender", shared::v1::Sex_descriptor()},
      {"vic_TraffickingStatusDecisionMakingOrg", shared::v1::IssuerKind_descriptor()},
      {"cas_ReasonForIncomingReferral", shared::v1::ReferralKind_descriptor()},
      {"cas_ReasonForOutgoingReferral", shared::v1::ReferralKind_descriptor()},
      {"spl_Type", shared::v1::ServiceCode_descriptor()},
  };
  for (const auto& [field, values] : enums) {
    for (const std::string& code : CodesOf(values)) EXPECT_NE(Written(field, code), "") << field << " " << code;
    for (const Pick& pick : Picks()) {
      const bool joined = pick.code == "court_or_procuracy";  // read together with the kind of paper
      if (pick.field == field && !pick.code.empty() && !joined) {
        EXPECT_NE(NumberOf(values, pick.code), 0) << pick.code;
      }
    }
  }
}

// What is written can be read as what it was, or cannot be read at all: nothing comes back as something else.
TEST(HtcdsPicks, NothingComesBackAsSomethingElse) {
  for (const Pick& pick : Picks()) {
    if (pick.way != Way::kBoth) continue;
    EXPECT_EQ(Written(pick.field, pick.code), pick.value);
    EXPECT_EQ(Read(pick.field, pick.value), pick.code);
  }
  EXPECT_EQ(Read("prs_Gender", Written("prs_Gender", "other")), "");  // said by nobody, claimed by nobody
  EXPECT_EQ(Read("cas_Status", "FollowUp"), std::nullopt);
  EXPECT_EQ(Readable("cas_Status"), "Active, Closed");
}

TEST(HtcdsCodes, AreShortAndFoundAgain) {
  EXPECT_EQ(CodesOf(shared::v1::AgeBand_descriptor()),
            (std::vector<std::string>{"under_16", "from_16_to_17", "adult"}));
  EXPECT_EQ(NumberOf(shared::v1::AgeBand_descriptor(), "adult"), shared::v1::AGE_BAND_ADULT);
  EXPECT_EQ(NumberOf(shared::v1::AgeBand_descriptor(), "unspecified"), 0);
  EXPECT_EQ(NumberOf(shared::v1::AgeBand_descriptor(), ""), 0);
}

TEST(HtcdsPage, IsThePageInDocs) {
  std::ifstream file(HOMEWARD_SOURCE_DIR "/docs/htcds.md");
  std::ostringstream page;
  page << file.rdbuf();
  EXPECT_TRUE(page.str() == Page())  // compared as a whole but not printed: the page is long
      << "docs/htcds.md is not what the table says; run: homeward export htcds --fields > docs/htcds.md";
}

}  // namespace
}  // namespace homeward::cli::htcds
