// Keys of lists: where a subject stands, and which of its rows a question means.
#include "projections/lists/listing.h"

#include <gtest/gtest.h>

#include "eventstore/bytes/bytes.h"

namespace homeward::projections {
namespace {

std::vector<std::string> Keys(std::vector<std::string> units) {
  std::vector<std::string> keys;
  AppendListKeys(kExchangeList, kOpenSection, 7, std::move(units), &keys);
  return keys;
}

std::string Key(std::string_view scope, std::string_view units) {
  return ListPrefix(kExchangeList, scope, kOpenSection) + eventstore::Be64(7) + std::string(units);
}

TEST(Listing, StandsOnceInEachProvinceAndNamesAllUnits) {
  EXPECT_EQ(
      Keys({"soc.01.d2", "pol.01", "soc.01.d2", "", "bdr.10.p1"}),
      (std::vector<std::string>{Key("@10", "bdr.10.p1 pol.01 soc.01.d2"), Key("@01", "bdr.10.p1 pol.01 soc.01.d2")}));
  EXPECT_EQ(Keys({"pol"}), (std::vector<std::string>{Key("@", "pol")}));
  EXPECT_EQ(Keys({}), (std::vector<std::string>{Key("@", "")}));
}

TEST(Listing, AsksTheUnitsOfARow) {
  // The order may hold a NUL or a blank: it is skipped by its length.
  const std::string place = eventstore::Be64(0x2000) + "pol.01 soc.01.d2" + std::string(1, '\0') + "referral:r1";
  std::string asked;
  const auto note = [&](std::string_view unit) {
    asked.append(unit).push_back(',');
    return false;
  };
  EXPECT_FALSE(AnyUnit(place, note));
  EXPECT_EQ(asked, "pol.01,soc.01.d2,");
  EXPECT_TRUE(AnyUnit(place, [](std::string_view unit) { return unit == "soc.01.d2"; }));
  EXPECT_FALSE(AnyUnit("short", [](std::string_view) { return true; }));
}

}  // namespace
}  // namespace homeward::projections
