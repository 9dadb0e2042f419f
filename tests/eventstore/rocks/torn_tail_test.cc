// What a crash leaves behind the last whole record is found and told; what is whole is not taken for it.
#include "eventstore/rocks/torn_tail.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

namespace fs = std::filesystem;

class TornTailTest : public ::testing::Test {
 protected:
  // Writes these values, each in a record of its own, and leaves the write-ahead log as it is.
  void Write(const std::vector<size_t>& value_bytes) {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, directory_.path(), &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    rocksdb::WriteOptions synced;
    synced.sync = true;
    ends_ = {0};
    for (const size_t bytes : value_bytes) {
      ASSERT_TRUE(db->Put(synced, std::to_string(ends_.size()), std::string(bytes, value_)).ok());
      ends_.push_back(fs::file_size(Log()));
    }
  }
  fs::path Log() const {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(directory_.path())) {
      if (entry.path().extension() == ".log") newest = std::max(newest, entry.path());
    }
    return newest;
  }
  // Of the write-ahead log; the manifest has none here.
  std::optional<TornTail> Torn() const {
    const std::vector<TornTail> found = FindTornTails(directory_.path());
    EXPECT_LE(found.size(), 1u);
    return found.empty() ? std::nullopt : std::optional<TornTail>(found.front());
  }
  uint64_t Size() const { return fs::file_size(Log()); }
  void Append(const std::string& bytes) { std::ofstream(Log(), std::ios::app | std::ios::binary) << bytes; }

  TempDirectory directory_;
  char value_ = 'v';            // of which all values are made
  std::vector<uint64_t> ends_;  // of the file, after each record
};

TEST_F(TornTailTest, AWholeLogHasNone) {
  EXPECT_TRUE(FindTornTails(directory_ / "nowhere").empty());
  Write({});
  EXPECT_FALSE(Torn().has_value());
  Write({10, 300, 70'000, 10, 1'000'000, 32'000, 730, 20});  // some over many blocks, some that leave a trailer
  EXPECT_FALSE(Torn().has_value());
}

TEST_F(TornTailTest, EveryLengthOfATornRecordIsTold) {
  Write({10, 70'000, 40'000});
  const uint64_t last = ends_[ends_.size() - 2];
  for (uint64_t size = Size() - 1; size > last; size -= std::min<uint64_t>(size - last, 997)) {
    SCOPED_TRACE(size);
    fs::resize_file(Log(), size);
    const auto torn = Torn();
    ASSERT_TRUE(torn.has_value());
    EXPECT_EQ(torn->file, Log().string());
    EXPECT_EQ(torn->from, last);
    EXPECT_EQ(torn->bytes, size - last);
  }
  fs::resize_file(Log(), last);
  EXPECT_FALSE(Torn().has_value());
}

TEST_F(TornTailTest, GarbageAndZerosBehindTheLastRecordAreTold) {
  for (const std::string& tail : {std::string(300, '\x17'), std::string(5, 'x'), std::string(9000, '\0')}) {
    Write({10, 500});
    const uint64_t whole = Size();
    Append(tail);
    const auto torn = Torn();
    ASSERT_TRUE(torn.has_value());
    EXPECT_EQ(torn->from, whole);
    EXPECT_EQ(torn->bytes, tail.size());
    EXPECT_EQ(torn->holes, tail[0] == 0);
    fs::resize_file(Log(), whole);
  }
}

TEST_F(TornTailTest, ARecordThatDiffersFromItsChecksumIsNotWhole) {
  Write({10, 500});
  std::fstream file(Log(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(Size() - 20));
  file.put('w');
  file.close();
  const auto torn = Torn();
  ASSERT_TRUE(torn.has_value());
  EXPECT_EQ(torn->from, ends_[1]);
}

// Many zeros in a record are what its writer wrote; a hole is in the last one.
TEST_F(TornTailTest, ZerosInAWholeRecordAreNoHoles) {
  value_ = '\0';
  Write({70'000});
  value_ = 'v';
  Append("begun, and cut off");
  const auto torn = Torn();
  ASSERT_TRUE(torn.has_value());
  EXPECT_EQ(torn->from, ends_[1]);
  EXPECT_FALSE(torn->holes);
}

}  // namespace
}  // namespace homeward::eventstore
