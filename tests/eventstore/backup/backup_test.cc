// A backup goes on elsewhere as another incarnation of the same log; whatever of it is damaged is named.
#include "eventstore/backup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/backup/copying.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

namespace fs = std::filesystem;

bool Silent(std::string_view, uint64_t, uint64_t) { return true; }

record::v1::AccessRecord Look() {
  record::v1::AccessRecord record;
  record.set_method("GetCase");
  record.set_subject("case:?");
  return record;
}

// A data directory with a few hundred events and looks, both logs open.
class Running {
 public:
  explicit Running(const std::string& data) : store_(OpenStore(data + "/log")) {
    access_ = AccessLog::Open({.directory = data + "/access"}).value();
    for (uint64_t n = 1; n <= 300; ++n) EXPECT_EQ(Reasons(Ask(*store_, Batch(Make{}.Sent(n, n)))), "");
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(access_->Append(Look()).ok());
  }
  Store& store() { return *store_; }
  AccessLog& access() { return *access_; }

 private:
  std::unique_ptr<Store> store_;
  std::unique_ptr<AccessLog> access_;
};

void Flip(const std::string& path, uint64_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const char byte = static_cast<char>(file.get() ^ 0x20);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
}

// Path → digest of every file below the folder.
std::map<std::string, std::string> Digests(const std::string& directory) {
  std::map<std::string, std::string> digests;
  const std::vector<std::string> paths = ListFiles(directory).value();
  for (const std::string& path : paths)
    digests[path] = Digest(directory, path, [](uint64_t) { return true; })->sha256();
  return digests;
}

TEST(Backup, GoesOnElsewhereAsAnotherIncarnationOfTheSameLog) {
  TempDirectory data, place;
  Running running(data.path());
  const Head head = running.store().head();
  const auto made = MakeBackup(running.store(), running.access(), place / "backup", Silent);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->position, head.position);
  EXPECT_EQ(made->root, head.root);
  EXPECT_EQ(made->incarnation, head.incarnation);
  EXPECT_EQ(made->access_position, Position(3));

  const auto checked = CheckBackup(place / "backup", place / "scratch", Silent);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->root, head.root);
  EXPECT_FALSE(fs::exists(place / "scratch"));

  const auto restored = RestoreBackup(place / "backup", place / "data", Silent);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_FALSE(fs::exists(place / "data/restoring"));
  auto store = OpenStore(place / "data/log");
  EXPECT_EQ(store->head().position, head.position);
  EXPECT_EQ(store->head().root, head.root);
  EXPECT_NE(store->head().incarnation, head.incarnation);
  EXPECT_NE(store->Secret("pages"), running.store().Secret("pages"));
  ASSERT_EQ(store->restored().size(), 1u);
  EXPECT_EQ(store->restored()[0].incarnation, head.incarnation);
  EXPECT_EQ(store->restored()[0].position, head.position);

  EXPECT_EQ(store->ReadSubject(Subject("person:" + PersonId(7)), Position(0)).value().size(), 1u);
  EXPECT_EQ(Reasons(Ask(*store, Batch(Make{.hour = 1}.Cancelled(7)))), "");
  EXPECT_EQ(store->head().position.value, head.position.value + 1);
  const auto access = AccessLog::Open({.directory = place / "data/access"});
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_EQ((*access)->head().position, Position(3));
}

TEST(Backup, IsTakenWhileEventsAndLooksComeIn) {
  TempDirectory data, place;
  Running running(data.path());
  std::atomic<bool> enough = false;
  std::thread publisher([&] {
    for (uint64_t n = 1000; !enough; ++n) ASSERT_EQ(Reasons(Ask(running.store(), Batch(Make{}.Sent(n, n)))), "");
  });
  std::thread looker([&] {
    while (!enough) ASSERT_TRUE(running.access().Append(Look()).ok());
  });
  for (int i = 0; i < 3; ++i) {
    const std::string name = place / ("backup" + std::to_string(i));
    const Position before = running.store().head().position;
    const auto made = MakeBackup(running.store(), running.access(), name, Silent);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_GE(made->position, before);
    EXPECT_TRUE(CheckBackup(name, place / "scratch", Silent).ok());
  }
  enough = true;
  publisher.join();
  looker.join();
}

TEST(Backup, NamesTheFileThatIsDamagedMissingOrTooMany) {
  TempDirectory data, place;
  Running running(data.path());
  ASSERT_TRUE(MakeBackup(running.store(), running.access(), place / "backup", Silent).ok());
  const std::vector<std::string> paths = ListFiles(place / "backup").value();
  ASSERT_GT(paths.size(), 8u);
  for (const std::string& path : paths) {
    const std::string whole = place / ("backup/" + path);
    const uint64_t bytes = fs::file_size(whole);
    for (const uint64_t at : {uint64_t{0}, bytes / 2, bytes - 1}) {
      if (bytes == 0) continue;
      Flip(whole, at);
      const absl::Status found = CheckBackup(place / "backup", place / "scratch", Silent).status();
      const absl::Status refused = RestoreBackup(place / "backup", place / "data", Silent).status();
      Flip(whole, at);
      EXPECT_TRUE(absl::IsDataLoss(found)) << path << " at " << at << ": " << found;
      EXPECT_NE(found.message().find(path), absl::string_view::npos) << found;
      EXPECT_TRUE(absl::IsDataLoss(refused)) << path << " at " << at << ": " << refused;
      EXPECT_FALSE(fs::exists(place / "data/log"));
    }
    if (path == kManifestFile) continue;
    fs::rename(whole, place / "away");
    const absl::Status missing = CheckBackup(place / "backup", place / "scratch", Silent).status();
    fs::rename(place / "away", whole);
    EXPECT_TRUE(absl::IsDataLoss(missing)) << path << ": " << missing;
    EXPECT_NE(missing.message().find(path), absl::string_view::npos) << missing;
  }
  std::ofstream(place / "backup/log/db/000099.sst") << "more";
  const absl::Status extra = CheckBackup(place / "backup", place / "scratch", Silent).status();
  EXPECT_NE(extra.message().find("000099.sst"), absl::string_view::npos) << extra;
  EXPECT_TRUE(absl::IsNotFound(CheckBackup(place / "nothing", place / "scratch", Silent).status()));
}

TEST(Backup, LeavesNothingWhereItWasStopped) {
  TempDirectory data, place;
  Running running(data.path());
  for (int steps = 0; steps < 4; ++steps) {
    int left = steps;
    const auto stop = [&](std::string_view, uint64_t, uint64_t) { return left-- > 0; };
    EXPECT_TRUE(absl::IsCancelled(MakeBackup(running.store(), running.access(), place / "backup", stop).status()));
    EXPECT_FALSE(fs::exists(place / "backup"));
  }
}

TEST(Backup, IsNotMadeWhereSomethingIs) {
  TempDirectory data, place;
  Running running(data.path());
  ASSERT_TRUE(fs::create_directory(place / "backup"));
  std::ofstream(place / "backup/mine") << "mine";
  EXPECT_TRUE(absl::IsAlreadyExists(MakeBackup(running.store(), running.access(), place / "backup", Silent).status()));
  EXPECT_TRUE(fs::exists(place / "backup/mine"));
  EXPECT_TRUE(absl::IsUnavailable(MakeBackup(running.store(), running.access(), place / "no/such", Silent).status()));
}

TEST(Backup, IsRestoredOnlyWhereThereIsNoLogAndBegunAnewWhereItWasCutOff) {
  TempDirectory data, place;
  {
    Running running(data.path());
    ASSERT_TRUE(MakeBackup(running.store(), running.access(), place / "backup", Silent).ok());
  }
  EXPECT_TRUE(absl::IsFailedPrecondition(RestoreBackup(place / "backup", data.path(), Silent).status()));

  // Cut off between putting the access log in place and the log.
  ASSERT_TRUE(RestoreBackup(place / "backup", place / "data", Silent).ok());
  fs::create_directory(place / "data/restoring");
  fs::rename(place / "data/log", place / "data/restoring/log");
  std::ofstream(place / "data/person-id.key") << "kept";
  ASSERT_TRUE(RestoreBackup(place / "backup", place / "data", Silent).ok());
  EXPECT_EQ(OpenStore(place / "data/log")->head().position, Position(300));
  EXPECT_TRUE(fs::exists(place / "data/person-id.key"));

  // An access log alone is somebody's, not a restore's.
  fs::remove_all(place / "data/log");
  EXPECT_TRUE(absl::IsFailedPrecondition(RestoreBackup(place / "backup", place / "data", Silent).status()));
}

TEST(Backup, ChecksADataDirectoryWithoutTouchingIt) {
  TempDirectory data, place;
  {
    Running running(data.path());
    const absl::Status held = CheckData(data.path(), place / "scratch", Silent).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(held)) << held;
  }
  const auto before = Digests(data.path());
  const auto checked = CheckData(data.path(), place / "scratch", Silent);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->position, Position(300));
  EXPECT_EQ(checked->access_position, Position(3));
  EXPECT_EQ(Digests(data.path()), before);
  EXPECT_TRUE(MakeBackupOf(data.path(), place / "backup", Silent).ok());
  EXPECT_TRUE(absl::IsNotFound(MakeBackupOf(place / "nothing", place / "other", Silent).status()));
  EXPECT_TRUE(absl::IsNotFound(CheckData(place / "nothing", place / "scratch", Silent).status()));
  EXPECT_FALSE(fs::exists(place / "nothing"));
}

TEST(Backup, OfADamagedLogIsRefusedAndLeavesNothing) {
  TempDirectory data, place;
  Running running(data.path());
  ASSERT_TRUE(MakeBackup(running.store(), running.access(), place / "first", Silent).ok());  // flushes into tables
  const std::vector<std::string> paths = ListFiles(data.path()).value();
  for (const std::string& path : paths) {
    if (path.ends_with(".sst")) Flip(data / path, fs::file_size(data / path) / 3);
  }
  const absl::Status refused = MakeBackup(running.store(), running.access(), place / "backup", Silent).status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_FALSE(fs::exists(place / "backup"));
}

}  // namespace
}  // namespace homeward::eventstore
