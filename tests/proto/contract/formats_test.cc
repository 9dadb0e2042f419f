#include "proto/contract/formats.h"

#include <gtest/gtest.h>

namespace homeward::contract {
namespace {

using namespace options::v1;

struct Case {
  Format format;
  std::string text;
  bool matches;
};

class Formats : public ::testing::TestWithParam<Case> {};

TEST_P(Formats, MatchOrNot) { EXPECT_EQ(Matches(GetParam().format, GetParam().text), GetParam().matches); }

INSTANTIATE_TEST_SUITE_P(
    Table, Formats,
    ::testing::Values(Case{FORMAT_UUID, "6f9619ff-8b86-4011-b42d-00c04fc964ff", true},
                      Case{FORMAT_UUID, "6F9619FF-8b86-4011-b42d-00c04fc964ff", false},
                      Case{FORMAT_UUID, "01/2025/HSST", false},  // an official case number is no id
                      Case{FORMAT_PERSON_ID, "p00000000000000000000000000", true},
                      Case{FORMAT_PERSON_ID, "p0000000000000000000000000l", false},
                      Case{FORMAT_PERSON_ID, "s00000000000000000000000000", false},
                      Case{FORMAT_SERVICE_ID, "s00000000000000000000000000", true},
                      Case{FORMAT_UNIT, "soc.01.d2", true}, Case{FORMAT_UNIT, "soc..01", false},
                      Case{FORMAT_UNIT, "soc.", false}, Case{FORMAT_UNIT, "Soc.01", false},
                      Case{FORMAT_PROVINCE, "01", true}, Case{FORMAT_PROVINCE, "1", false},
                      Case{FORMAT_COMMUNE, "01.00004", true}, Case{FORMAT_COMMUNE, "01.4", false},
                      Case{FORMAT_COUNTRY, "VN", true}, Case{FORMAT_COUNTRY, "vn", false},
                      Case{FORMAT_DATE, "2024-02-29", true}, Case{FORMAT_DATE, "2025-02-29", false},
                      Case{FORMAT_DATE, "2025-13-01", false}, Case{FORMAT_ARTICLE, "Luật 53/2024 Đ.27(1)", true},
                      Case{FORMAT_ARTICLE, "she said: \"help\"", false},
                      Case{FORMAT_CODE, "initial_verification", true},
                      Case{FORMAT_CODE, "Initial verification", false},
                      Case{FORMAT_URI, "https://labour.example/system", true},
                      Case{FORMAT_URI, "https://labour.example/?q=1", false},
                      Case{FORMAT_PUBLIC_KEY, std::string(62, 'a') + "09", true},
                      Case{FORMAT_PUBLIC_KEY, std::string(64, 'A'), false},
                      Case{FORMAT_PUBLIC_KEY, std::string(66, 'a'), false},
                      Case{FORMAT_SIGNATURE, std::string(128, 'f'), true},
                      Case{FORMAT_SIGNATURE, std::string(127, 'f'), false},
                      Case{FORMAT_UNSPECIFIED, "anything", false}));

TEST(Formats, Uuid7IsVersionSeven) {
  EXPECT_TRUE(IsUuid7("01976f3c-0000-7000-8000-000000000001"));
  EXPECT_FALSE(IsUuid7("6f9619ff-8b86-4011-b42d-00c04fc964ff"));
  EXPECT_FALSE(IsUuid7("01976f3c-0000-7000-c000-000000000001"));
}

TEST(Units, CoverThemselvesAndWhatLiesBelow) {
  EXPECT_TRUE(UnitCovers("soc", "soc"));
  EXPECT_TRUE(UnitCovers("soc", "soc.01"));
  EXPECT_TRUE(UnitCovers("soc.01", "soc.01.d2"));
  EXPECT_FALSE(UnitCovers("soc.01", "soc.011"));
  EXPECT_FALSE(UnitCovers("soc.01", "soc"));
  EXPECT_FALSE(UnitCovers("", "soc"));
}

TEST(Units, TellTheirProvince) {
  EXPECT_EQ(UnitProvince("com.01.00004"), "01");
  EXPECT_EQ(UnitProvince("soc"), "");
  EXPECT_EQ(UnitProvince("aud.1"), "");
  EXPECT_EQ(UnitPrefix("soc.01"), "soc");
}

// What is not described would be told as "takes no text".
TEST(Formats, EachIsDescribed) {
  for (int format = options::v1::Format_MIN; format <= options::v1::Format_MAX; ++format) {
    if (!options::v1::Format_IsValid(format) || format == options::v1::FORMAT_UNSPECIFIED) continue;
    EXPECT_NE(Describe(static_cast<options::v1::Format>(format)), Describe(options::v1::FORMAT_UNSPECIFIED)) << format;
  }
}

}  // namespace
}  // namespace homeward::contract
