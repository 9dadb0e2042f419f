// A witness signs one history: what forks or goes back is kept as evidence, not signed.
#include "services/cli/proofs/witness.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "eventstore/tree/merkle.h"
#include "eventstore/tree/tree.h"

namespace homeward::cli {
namespace {

using eventstore::LogCheckpoint;
using eventstore::KeyPurpose;
using eventstore::SigningKey;

class WitnessTest : public ::testing::Test {
 protected:
  WitnessTest()
      : log_(*SigningKey::Generate("log.example/one", KeyPurpose::kNote)),
        key_(*SigningKey::Generate("witness.example/w", KeyPurpose::kCosignature)) {
    std::string name = ::testing::TempDir() + "/homeward-witness-XXXXXX";
    directory_ = ::mkdtemp(name.data());
  }
  ~WitnessTest() override { std::filesystem::remove_all(directory_); }

  // A log whose leaves say which history they are of; its first `shared` leaves are the same in all histories.
  static eventstore::Tree Log(uint64_t size, char history = 'a', uint64_t shared = 0) {
    eventstore::Tree tree;
    for (uint64_t i = 0; i < size; ++i)
      tree.Append(eventstore::LeafHash(std::string(1, i < shared ? 'a' : history) + std::to_string(i)),
                  [](const eventstore::Tile&) {});
    return tree;
  }
  std::string Sign(const eventstore::Tree& tree) const {
    const LogCheckpoint checkpoint{"log.example/one", tree.size(), tree.Root(), {}};
    return eventstore::SignedNote{checkpoint.Text(), {log_.Sign(checkpoint.Text())}}.Bytes();
  }
  absl::StatusOr<std::string> Show(const eventstore::Tree& tree) {
    auto witness = Witness::Open(directory_ + "/seen", key_, log_.verifier_key());
    if (!witness.ok()) return witness.status();
    return witness->Cosign(Sign(tree), 1'800'000'000, [&](uint64_t from, uint64_t to) {
      eventstore::StoredHashes hashes(tree, [](uint8_t, uint64_t) { return absl::NotFoundError("no tile is full"); });
      return eventstore::MakeConsistencyProof(from, to, hashes);
    });
  }
  bool Evidence(uint64_t size) const {
    return std::filesystem::exists(directory_ + "/seen.against-" + std::to_string(size));
  }

  const SigningKey log_, key_;
  std::string directory_;
};

TEST_F(WitnessTest, CosignsALogThatGrows) {
  ASSERT_TRUE(Show(Log(0)).ok());
  ASSERT_TRUE(Show(Log(3)).ok());
  ASSERT_TRUE(Show(Log(3)).ok());
  const auto cosigned = Show(Log(100));
  ASSERT_TRUE(cosigned.ok()) << cosigned.status();
  const auto checkpoint = eventstore::OpenCheckpoint(*cosigned, log_.verifier_key());
  ASSERT_TRUE(checkpoint.ok());
  const eventstore::VerifierKey witnesses[] = {key_.verifier_key()};
  EXPECT_EQ(*eventstore::CountWitnesses(checkpoint->note, witnesses), 1);
}

TEST_F(WitnessTest, ARollbackIsNotSigned) {
  ASSERT_TRUE(Show(Log(10)).ok());
  const auto refused = Show(Log(9));
  EXPECT_TRUE(absl::IsAborted(refused.status())) << refused.status();
  EXPECT_NE(refused.status().message().find("rolled back"), absl::string_view::npos);
  EXPECT_TRUE(Evidence(9));
  EXPECT_TRUE(Show(Log(11)).ok());  // it goes on with the history that it knows
}

TEST_F(WitnessTest, AForkOfTheSameLengthIsNotSigned) {
  ASSERT_TRUE(Show(Log(10)).ok());
  EXPECT_TRUE(absl::IsAborted(Show(Log(10, 'b', 9)).status()));
  EXPECT_TRUE(Evidence(10));
}

TEST_F(WitnessTest, AForkThatHasGrownIsNotSigned) {
  ASSERT_TRUE(Show(Log(10)).ok());
  EXPECT_TRUE(absl::IsAborted(Show(Log(20, 'b', 9)).status()));
  EXPECT_TRUE(Evidence(20));
}

TEST_F(WitnessTest, AnotherLogIsNotSigned) {
  const SigningKey other = *SigningKey::Generate("log.example/one", KeyPurpose::kNote);
  auto witness = Witness::Open(directory_ + "/seen", key_, other.verifier_key());
  const auto refused = witness->Cosign(Sign(Log(3)), 1, nullptr);
  EXPECT_TRUE(absl::IsPermissionDenied(refused.status())) << refused.status();
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/seen"));
}

TEST_F(WitnessTest, AMemoryThatIsNoneIsRefused) {
  ASSERT_TRUE(eventstore::ReplaceFile(directory_ + "/seen", "nothing\n", eventstore::Secrecy::kPublic).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(Show(Log(3)).status()));
}

TEST_F(WitnessTest, WhatCannotBeRememberedIsNotSigned) {
  std::filesystem::create_directory(directory_ + "/seen.new");  // in the way of the new memory
  EXPECT_FALSE(Show(Log(3)).ok());
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/seen"));
}

}  // namespace
}  // namespace homeward::cli
