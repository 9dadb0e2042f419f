// What is not deleted, and when it is again.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tests/eventstore/support/fault_env.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

namespace fs = std::filesystem;

std::string WindowFilesLeft(const std::string& directory) {
  std::string names;
  for (const auto& entry : fs::directory_iterator(directory + "/window"))
    names += entry.path().filename().string() + " ";
  return names;
}

// RocksDB goes on without its OPTIONS file, so its failure must not keep files for as long as the log is open.
TEST(CarefulFiles, AFailedOptionsFileStopsNoDeleting) {
  const TempDirectory directory;
  const auto files = std::make_shared<FaultFileSystem>();
  const auto env = MakeFaultEnv(files);
  StoreOptions options;
  options.env = env.get();
  options.window_events = 16;
  files->FailSyncsOf("OPTIONS-", 1);
  {
    const auto store = OpenStore(directory.path(), options);
    for (uint64_t n = 1; n <= 100; ++n) ASSERT_EQ(Reasons(Ask(*store, Batch(Make{}.Sent(n)))), "");
  }
  EXPECT_EQ(WindowFilesLeft(directory.path()), "");
}

// A failed sync of the manifest, though, keeps what it may name.
TEST(CarefulFiles, AFailedManifestKeepsItsFiles) {
  const TempDirectory directory;
  const auto files = std::make_shared<FaultFileSystem>();
  const auto env = MakeFaultEnv(files);
  StoreOptions options;
  options.env = env.get();
  options.window_events = 16;
  {
    const auto store = OpenStore(directory.path(), options);
    files->FailSyncsOf("MANIFEST", 1);
    for (uint64_t n = 1; n <= 100 && store->stopped().ok(); ++n) Ask(*store, Batch(Make{}.Sent(n)));
    EXPECT_FALSE(store->stopped().ok());
  }
  EXPECT_NE(WindowFilesLeft(directory.path()), "");
  EXPECT_NE(OpenStore(directory.path()), nullptr);
}

}  // namespace
}  // namespace homeward::eventstore
