// The access log: durable before it says so, in order, with a root of its own.
#include "eventstore/access_log.h"

#include <gtest/gtest.h>

#include <atomic>

#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

record::v1::AccessRecord Look(uint64_t n) {
  record::v1::AccessRecord record;
  record.set_viewer("spiffe://homeward.example/labour/soc");
  record.set_subject("person:" + PersonId(n));
  record.set_granted(n % 2 == 0);
  return record;
}

std::unique_ptr<AccessLog> OpenLog(const std::string& directory) {
  absl::StatusOr<std::unique_ptr<AccessLog>> log =
      AccessLog::Open({.directory = directory, .clock = [] { return kDay0; }});
  EXPECT_TRUE(log.ok()) << log.status();
  return *std::move(log);
}

TEST(AccessLog, KeepsLooksInOrderAcrossRestarts) {
  TempDirectory directory;
  AccessHead before;
  {
    auto log = OpenLog(directory.path());
    ASSERT_TRUE(log->Append(Look(1)).ok());
    EXPECT_EQ(log->head().position, Position(1));
    std::atomic<int> durable = 0;
    for (uint64_t n = 2; n <= 500; ++n) log->Append(Look(n), [&](absl::Status status) { durable += status.ok(); });
    ASSERT_TRUE(log->Append(Look(501)).ok());
    EXPECT_EQ(durable, 499);
    before = log->head();
  }
  auto log = OpenLog(directory.path());
  EXPECT_EQ(log->head().position, Position(501));
  EXPECT_EQ(log->head().root, before.root);
  uint64_t next = 100;
  ASSERT_TRUE(log->Read(Position(100), Position(UINT64_MAX),
                        [&](Position position, const auto& record) {
                          EXPECT_EQ(position, Position(next));
                          EXPECT_EQ(record.subject(), "person:" + PersonId(next));
                          EXPECT_EQ(record.at_us(), kDay0);
                          return ++next <= 400;
                        })
                  .ok());
  EXPECT_EQ(next, 401u);
}

TEST(AccessLog, IsHeldByOneProcess) {
  TempDirectory directory;
  auto log = OpenLog(directory.path());
  EXPECT_EQ(AccessLog::Open({.directory = directory.path()}).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(AccessLog, SettlesWhatWasAppendedBeforeItCloses) {
  TempDirectory directory;
  std::atomic<int> durable = 0;
  {
    auto log = OpenLog(directory.path());
    for (uint64_t n = 1; n <= 100; ++n) log->Append(Look(n), [&](absl::Status status) { durable += status.ok(); });
  }
  EXPECT_EQ(durable, 100);
}

}  // namespace
}  // namespace homeward::eventstore
