// A power cut in the middle of a group: a file system writes pages back in any order and may know of a file's length
// first, so that the last record of a write-ahead log or a manifest has holes. It was never acknowledged: the log opens
// without it. Holes in what was, it refuses.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "tests/eventstore/support/fault_env.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kAcknowledged = 3;
constexpr uint64_t kInTheGroup = 250;  // with all that is written for them more than two blocks of 32 KiB
constexpr int kPages = 40;             // more than that
constexpr uint64_t kPageBytes = 4096;

// A log on a disk of its own, with a few events that were acknowledged.
class Scene {
 public:
  Scene() {
    options_.env = env_.get();
    store_ = OpenStore(directory_.path(), options_);
    for (uint64_t n = 1; n <= kAcknowledged; ++n) EXPECT_EQ(Reasons(Ask(*store_, Batch(Make{}.Sent(n)))), "");
  }

  static Proposal Group(uint64_t first = kAcknowledged + 1) {
    Proposal group = Batch();
    for (uint64_t n = first; n < first + kInTheGroup; ++n) group.events.push_back(Make{}.Sent(n));
    return group;
  }
  void CutPowerAtNextSync() { files_->CutPowerAt(FaultFileSystem::Operation::kSync, ".log", 1); }
  void Close() { store_.reset(); }
  void LosePages(const std::function<bool()>& lost) {
    Close();
    EXPECT_TRUE(files_->power_cut());
    files_->LoseUnsynced(UINT64_MAX / 2, lost);
  }
  Store& store() { return *store_; }

  // The head's position after opening again; nothing if it refuses.
  std::optional<uint64_t> Reopen() {
    StoreOptions options = options_;
    options.directory = directory_.path();
    options.min_free_bytes = 0;
    auto opened = Store::Open(options);
    refusal_ = opened.ok() ? "" : opened.status().ToString();
    if (!opened.ok()) return std::nullopt;
    store_ = *std::move(opened);
    return store_->head().position.value;
  }
  const std::string& refusal() const { return refusal_; }

  void Begin(const std::string& file) { std::ofstream(directory_ / ("db/" + file), std::ios::binary) << "torn"; }
  // The newest write-ahead log, or manifest.
  fs::path Newest(const std::string& name) const {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(directory_ / "db")) {
      if (entry.path().filename().string().find(name) != std::string::npos) newest = std::max(newest, entry.path());
    }
    return newest;
  }

 private:
  const TempDirectory directory_;
  const std::shared_ptr<FaultFileSystem> files_ = std::make_shared<FaultFileSystem>();
  const std::unique_ptr<rocksdb::Env> env_ = MakeFaultEnv(files_);
  StoreOptions options_;
  std::unique_ptr<Store> store_;
  std::string refusal_;
};

void Put(const fs::path& path, uint64_t from, const std::string& bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(from));
  file << bytes;
}

// The page that was there.
std::string Zero(const fs::path& path, uint64_t from) {
  std::string was(kPageBytes, '\0');
  std::ifstream(path, std::ios::binary).seekg(static_cast<std::streamoff>(from)).read(was.data(), kPageBytes);
  Put(path, from, std::string(kPageBytes, '\0'));
  return was;
}

TEST(TornGroup, WhicheverPageIsMissingTheLogOpensWithoutIt) {
  for (int missing = 0; missing < kPages; ++missing) {
    SCOPED_TRACE(missing);
    Scene scene;
    scene.CutPowerAtNextSync();
    Ask(scene.store(), Scene::Group());
    int page = 0;
    scene.LosePages([&] { return page++ == missing; });
    const bool all_there = page <= missing;
    ASSERT_EQ(scene.Reopen(), all_there ? kAcknowledged + kInTheGroup : kAcknowledged) << scene.refusal();
    if (all_there) return;                                       // and so will it be with later ones
    EXPECT_EQ(Reasons(Ask(scene.store(), Scene::Group())), "");  // sent again, as its publisher would
    scene.Close();
    EXPECT_EQ(scene.Reopen(), kAcknowledged + kInTheGroup) << scene.refusal();
  }
  FAIL() << "the group has more pages than were tried";
}

// A record that a manifest was about to get: its first page is there, its second is not.
TEST(TornGroup, AManifestWithAHoleAtItsEndIsTheOneBefore) {
  Scene scene;
  EXPECT_EQ(Reasons(Ask(scene.store(), Scene::Group())), "");
  scene.Close();
  const std::string begun("\x11\x22\x33\x44\x00\x09\x01", 7);  // checksum, 9 << 8 bytes, a record in one piece
  std::ofstream(scene.Newest("MANIFEST-"), std::ios::app | std::ios::binary)
      << begun << std::string(800, 'x') << std::string((9 << 8) - 800, '\0');
  scene.Begin("MANIFEST-999999");  // by somebody whose power was cut while he opened it
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(scene.Reopen(), kAcknowledged + kInTheGroup) << scene.refusal();
    scene.Close();
  }
}

// What whole records follow was synced before they were written.
TEST(TornGroup, AHoleBeforeALaterGroupIsDamage) {
  Scene scene;
  const uint64_t first = fs::file_size(scene.Newest(".log"));
  EXPECT_EQ(Reasons(Ask(scene.store(), Scene::Group())), "");
  const uint64_t second = fs::file_size(scene.Newest(".log"));
  EXPECT_EQ(Reasons(Ask(scene.store(), Batch(Make{}.Sent(kAcknowledged + kInTheGroup + 1)))), "");
  scene.Close();
  for (uint64_t page = first / kPageBytes + 1; page < second / kPageBytes; ++page) {
    SCOPED_TRACE(page);
    const fs::path wal = scene.Newest(".log");
    const std::string was = Zero(wal, page * kPageBytes);
    EXPECT_EQ(scene.Reopen(), std::nullopt);
    EXPECT_NE(scene.refusal().find("DATA_LOSS"), std::string::npos) << scene.refusal();
    scene.Close();
    ASSERT_EQ(scene.Newest(".log"), wal);  // as it was
    Put(wal, page * kPageBytes, was);
  }
  EXPECT_EQ(scene.Reopen(), kAcknowledged + kInTheGroup + 1) << scene.refusal();
}

// Nor is the last group given up that was acknowledged: the witness knows it.
TEST(TornGroup, AHoleInTheLastGroupThatWasAcknowledgedIsDamage) {
  Scene scene;
  EXPECT_EQ(Reasons(Ask(scene.store(), Scene::Group())), "");
  scene.Close();
  Zero(scene.Newest(".log"), 5 * kPageBytes);
  EXPECT_EQ(scene.Reopen(), std::nullopt);
  EXPECT_NE(scene.refusal().find("DATA_LOSS"), std::string::npos) << scene.refusal();
}

}  // namespace
}  // namespace homeward::eventstore
