#include "eventstore/threads/thread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "eventstore/keyspace.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

int NiceOf(id_t thread) { return getpriority(PRIO_PROCESS, thread); }

int NiceOfStarted(Urgency urgency) {
  int nice = -1;
  StartThread("of-a-test", urgency, [&nice] { nice = NiceOf(static_cast<id_t>(gettid())); }).join();
  return nice;
}

// Of this process's threads of that name.
std::vector<int> NicesOf(const std::string& name) {
  std::vector<int> nices;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string comm;
    std::getline(std::ifstream(task.path() / "comm"), comm);
    if (comm == name) nices.push_back(NiceOf(static_cast<id_t>(std::stoul(task.path().filename()))));
  }
  return nices;
}

class Threads : public ::testing::Test {
 protected:
  void SetUp() override {
    if (NiceOf(0) != 0) GTEST_SKIP() << "this process was told to give way itself";
  }
};

TEST_F(Threads, GiveWayByTheirUrgency) {
  EXPECT_EQ(NiceOfStarted(Urgency::kAtOnce), 0);
  EXPECT_EQ(NiceOfStarted(Urgency::kPromptly), 0);
  EXPECT_GT(NiceOfStarted(Urgency::kAnswers), 0);
  EXPECT_GT(NiceOfStarted(Urgency::kBehind), NiceOfStarted(Urgency::kAnswers));
}

TEST_F(Threads, RocksDbsOwnGiveWayAsTheLogsDo) {
  const TempDirectory directory;
  auto keyspace = Keyspace::Open(directory.path(), {"rows"});
  ASSERT_TRUE(keyspace.ok()) << keyspace.status();
  ASSERT_TRUE((*keyspace)->Write("rows", {{"key", "value"}}).ok());
  ASSERT_TRUE((*keyspace)->Flush().ok());  // by a thread of RocksDB's
  EXPECT_THAT(NicesOf("rocksdb:high"), ::testing::Contains(NiceOfStarted(Urgency::kAnswers)));
}

}  // namespace
}  // namespace homeward::eventstore
