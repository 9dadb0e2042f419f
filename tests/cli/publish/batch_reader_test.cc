#include "services/cli/publish/batch_reader.h"

#include <sstream>
#include <string>
#include <variant>

#include "gtest/gtest.h"
#include "homeward/police/v1/police_service.pb.h"

namespace homeward::cli {
namespace {

constexpr char kSent[] =
    R"({"events":[{"envelope":{"id":"01955975-4d00-7000-8000-000000000001","source":"https://pol.example/a",)"
    R"("sourceSequence":"7"},"referralSent":{"toUnit":"soc.01"}}]})";

class BatchReaderTest : public ::testing::Test {
 protected:
  std::variant<Batch, Problem> First(const std::string& text, bool validate_only = false) {
    std::istringstream in(text);
    BatchReader reader(in, api_, validate_only);
    auto next = reader.Next();
    return next.has_value() ? *std::move(next) : Problem{.message = "end"};
  }

  const AgencyApi api_ = *FindAgencyApi("police");
};

TEST_F(BatchReaderTest, ReadsTheAgencysOwnMessage) {
  const auto first = First(kSent);
  ASSERT_TRUE(std::holds_alternative<Batch>(first)) << std::get<Problem>(first).message;
  const Batch& batch = std::get<Batch>(first);
  police::v1::PublishRequest request;
  ASSERT_TRUE(request.ParseFromString(batch.bytes));
  EXPECT_EQ(request.events(0).referral_sent().to_unit(), "soc.01");
  EXPECT_EQ(request.tag(), 1u);
  EXPECT_FALSE(request.validate_only());
  EXPECT_EQ(batch.events, 1);
  ASSERT_EQ(batch.sources.size(), 1u);
  EXPECT_EQ(batch.sources[0].source, "https://pol.example/a");
  EXPECT_EQ(batch.sources[0].sequence, 7u);
}

TEST_F(BatchReaderTest, SkipsCommentsAndEmptyLinesButCountsThem) {
  const auto first = First("# synthetic\n\n   \r\n" + std::string(kSent) + "\n");
  ASSERT_TRUE(std::holds_alternative<Batch>(first));
  EXPECT_EQ(std::get<Batch>(first).line, 4u);
}

TEST_F(BatchReaderTest, AsksOnlyForValidation) {
  police::v1::PublishRequest request;
  ASSERT_TRUE(request.ParseFromString(std::get<Batch>(First(kSent, true)).bytes));
  EXPECT_TRUE(request.validate_only());
}

TEST_F(BatchReaderTest, SaysWhatIsWrongWithALine) {
  EXPECT_EQ(std::get<Problem>(First("nonsense")).reason, "JSON_INVALID");
  EXPECT_EQ(std::get<Problem>(First(R"({"events":[{"referralSent":{"address":"x"}}]})")).reason,
            "UNKNOWN_FIELD");
  EXPECT_EQ(std::get<Problem>(First(R"({"events":[{"referralSent":{"urgency":"SOON"}}]})")).reason,
            "UNKNOWN_ENUM_VALUE");
  const Problem problem = std::get<Problem>(First("# one\nnonsense"));
  EXPECT_EQ(problem.where, "line 2");
  EXPECT_EQ(problem.exit, kExitRefused);
  EXPECT_FALSE(problem.next_step.empty());
}

TEST_F(BatchReaderTest, RepeatsNothingThatWasTyped) {
  for (const char* line : {R"({"events":[{"victimReported":{"person":{"ageBand":"Synthetic Name"}}}]})",
                           R"({"events":[{"envelope":{"time":"Synthetic Name was there"}}]})",
                           R"({"events":"Synthetic Name" "x"})"}) {
    const Problem problem = std::get<Problem>(First(line));
    EXPECT_EQ(problem.message.find("Synthetic"), std::string::npos) << problem.message;
    EXPECT_FALSE(problem.message.empty());
  }
}

TEST_F(BatchReaderTest, TakesNoEndlessLine) {
  std::istringstream in(std::string(kLineBytesMax + 1, ' ') + "\n" + kSent);
  BatchReader reader(in, api_, false);
  EXPECT_EQ(std::get<Problem>(*reader.Next()).reason, "BATCH_TOO_LARGE");
  EXPECT_EQ(std::get<Batch>(*reader.Next()).line, 2u);  // and goes on after it
  EXPECT_FALSE(reader.Next().has_value());
}

// Nothing can be said of a batch if one of its events is not counted.
TEST_F(BatchReaderTest, AnUncountedEventLeavesItsSourceOpen) {
  const auto first =
      First(R"({"events":[{"envelope":{"source":"https://pol.example/a","sourceSequence":"7"}},)"
            R"({"envelope":{"source":"https://pol.example/a"}}]})");
  ASSERT_TRUE(std::holds_alternative<Batch>(first));
  EXPECT_EQ(std::get<Batch>(first).sources[0].sequence, 0u);
}

}  // namespace
}  // namespace homeward::cli
