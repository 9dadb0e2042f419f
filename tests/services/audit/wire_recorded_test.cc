// Bytes such as only protobuf's parser knows how to read are left to it.
#include "services/audit/wire_recorded.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "homeward/common/v1/envelope.pb.h"
#include "homeward/police/v1/police_service.pb.h"
#include "proto/contract/text.h"
#include "proto/contract/wire.h"

namespace homeward::services {
namespace {

using contract::AppendLengthDelimited;
using contract::AppendVarintField;

constexpr uint32_t kSent = police::v1::Event::kReferralSentFieldNumber;

class WireRecordedTest : public ::testing::Test {
 protected:
  WireRecordedTest() {
    std::filesystem::remove_all(directory_);
    eventstore::StoreOptions options;
    options.directory = directory_;
    options.min_free_bytes = 0;
    auto store = eventstore::Store::Open(std::move(options));
    EXPECT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    envelope_.set_id("0193e4f2-7c00-7000-8000-000000000001");
    envelope_.set_unit("pol.01");
    record_.position = eventstore::Position(1);
    record_.type = kSent;
    record_.stream = "referral_out/pol.01/r";
  }
  ~WireRecordedTest() override {
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  std::string Envelope() const {
    std::string bytes;
    AppendLengthDelimited(1, envelope_.SerializeAsString(), &bytes);
    return bytes;
  }
  static std::string Payload() {
    std::string bytes;
    AppendLengthDelimited(kSent, "", &bytes);
    return bytes;
  }
  bool Takes(std::string_view client) {
    record_.client = client;
    return WireRecorded(*store_).Take(record_);
  }

  const std::string directory_ = contract::Cat(::testing::TempDir(), "/homeward-wire-",
                                               ::testing::UnitTest::GetInstance()->current_test_info()->name());
  std::unique_ptr<eventstore::Store> store_;
  common::v1::Envelope envelope_;
  eventstore::RecordView record_;
};

TEST_F(WireRecordedTest, TakesAnEventAsWritersWriteIt) {
  const std::string client = Envelope() + Payload();
  record_.client = client;
  WireRecorded wire(*store_);
  ASSERT_TRUE(wire.Take(record_));
  EXPECT_EQ(wire.unit(), "pol.01");
  EXPECT_TRUE(Takes(Payload() + Envelope()));
}

TEST_F(WireRecordedTest, LeavesToTheParserWhatOnlyItCanJoin) {
  EXPECT_FALSE(Takes(Envelope() + Envelope() + Payload())) << "the envelope in two parts";
  EXPECT_FALSE(Takes(Envelope() + Payload() + Payload())) << "the payload in two parts";
  EXPECT_FALSE(Takes(Envelope()));
  EXPECT_FALSE(Takes(Payload()));
  EXPECT_FALSE(Takes(Envelope() + Payload() + "\x0a")) << "cut off";

  std::string other = Envelope();
  AppendLengthDelimited(kSent + 1, "", &other);
  EXPECT_FALSE(Takes(other + Payload())) << "a second event";

  std::string number = Envelope();
  AppendVarintField(kSent, 1, &number);
  EXPECT_FALSE(Takes(number)) << "a payload that is a number";

  std::string twice, envelope = envelope_.SerializeAsString();
  AppendLengthDelimited(common::v1::Envelope::kUnitFieldNumber, "pol.02", &envelope);
  AppendLengthDelimited(1, envelope, &twice);
  EXPECT_FALSE(Takes(twice + Payload())) << "two units";
}

TEST_F(WireRecordedTest, LeavesATypeThatThisProgramDoesNotKnow) {
  record_.type = 99'999;
  EXPECT_FALSE(Takes(Envelope() + Payload()));
}

}  // namespace
}  // namespace homeward::services
