// The log's signed word: on disk before it is shown, true after a restart, cosigned by those it knows.
#include "eventstore/checkpoints.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "eventstore/access_log.h"
#include "eventstore/backup.h"
#include "eventstore/files/files.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/reason.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

class CheckpointsTest : public ::testing::Test {
 protected:
  CheckpointsTest() : witness_(*SigningKey::Generate("witness.example/one", KeyPurpose::kCosignature)) {}

  CheckpointsOptions Options() const {
    CheckpointsOptions options;
    options.key_file = directory_ / "checkpoint.key";
    options.file = directory_ / "checkpoint";
    options.witness_keys = {witness_.verifier_key().Text()};
    options.interval = std::chrono::seconds(0);
    return options;
  }
  std::unique_ptr<Store> OpenLog(const std::string& name = "log") { return OpenStore(directory_ / name); }
  std::unique_ptr<Checkpoints> Open(const Store& store) {
    auto checkpoints = Checkpoints::Open(Options(), store);
    EXPECT_TRUE(checkpoints.ok()) << checkpoints.status();
    return checkpoints.ok() ? *std::move(checkpoints) : nullptr;
  }
  static void Fill(Store& store, uint64_t from, uint64_t to) {
    for (uint64_t n = from; n <= to; ++n) ASSERT_EQ(Reasons(Ask(store, Batch(Make{}.Sent(n)))), "");
  }
  std::string Cosigned(const std::string& note) const {
    SignedNote parsed = *ParseNote(note);
    parsed.signatures.push_back(witness_.Cosign(parsed.text, 1'800'000'000));
    return parsed.Bytes();
  }

  TempDirectory directory_;
  const SigningKey witness_;
};

TEST_F(CheckpointsTest, SaysWhatTheLogIsUnderItsOwnKey) {
  const auto store = OpenLog();
  Fill(*store, 1, 5);
  const auto checkpoints = Open(*store);
  const auto issued = checkpoints->Covering(Position(5));
  ASSERT_TRUE(issued.ok()) << issued.status();
  const auto opened = OpenCheckpoint(issued->note, *VerifierKey::Parse(checkpoints->verifier_key()));
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.size, 5u);
  EXPECT_EQ(opened->checkpoint.root, store->head().root);
  EXPECT_EQ(opened->checkpoint.origin, checkpoints->origin());
  EXPECT_EQ(*ReadFile(Options().file), issued->note);
}

TEST_F(CheckpointsTest, SignsAgainOnlyWhatHasGrown) {
  const auto store = OpenLog();
  const auto checkpoints = Open(*store);
  EXPECT_EQ(checkpoints->Newest(0)->size, Position(0));
  Fill(*store, 1, 3);
  const auto first = checkpoints->Covering(Position(2));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->size, Position(3));  // it says all it knows
  EXPECT_EQ(checkpoints->Covering(Position(3))->note, first->note);
  EXPECT_TRUE(absl::IsOutOfRange(checkpoints->Covering(Position(4)).status()));
}

TEST_F(CheckpointsTest, ALogShorterThanItsWordDoesNotOpen) {
  {
    const auto store = OpenLog();
    Fill(*store, 1, 3);
    std::filesystem::copy(directory_ / "log", directory_ / "backup", std::filesystem::copy_options::recursive);
    Fill(*store, 4, 4);
    ASSERT_TRUE(Open(*store) != nullptr);
  }
  std::filesystem::remove_all(directory_ / "backup/window");
  const auto restored = OpenLog("backup");
  const absl::Status refused = Checkpoints::Open(Options(), *restored).status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_NE(refused.message().find("ends at position 3"), absl::string_view::npos) << refused;
}

TEST_F(CheckpointsTest, AnotherLogOfTheSameLengthDoesNotOpen) {
  {
    const auto store = OpenLog();
    Fill(*store, 1, 3);
    ASSERT_TRUE(Open(*store) != nullptr);
  }
  const auto other = OpenLog("other");
  Fill(*other, 11, 14);
  const absl::Status refused = Checkpoints::Open(Options(), *other).status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_NE(refused.message().find("differs"), absl::string_view::npos) << refused;
}

TEST_F(CheckpointsTest, AnotherKeyIsAnotherLog) {
  const auto store = OpenLog();
  Fill(*store, 1, 1);
  ASSERT_TRUE(Open(*store) != nullptr);
  std::filesystem::remove(Options().key_file);
  const absl::Status refused = Checkpoints::Open(Options(), *store).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_FALSE(std::filesystem::exists(Options().key_file));  // no new one in its place
}

TEST_F(CheckpointsTest, TakesCosignaturesOfKnownWitnessesAndKeepsThem) {
  const auto store = OpenLog();
  Fill(*store, 1, 2);
  std::string cosigned;
  {
    const auto checkpoints = Open(*store);
    EXPECT_EQ(ReasonOf(checkpoints->Newest(1).status()), kTooFewCosignatures);
    cosigned = Cosigned(checkpoints->Newest(0)->note);
    const auto count = checkpoints->AddCosignatures(cosigned);
    ASSERT_TRUE(count.ok()) << count.status();
    EXPECT_EQ(*count, 1u);
    EXPECT_EQ(*checkpoints->AddCosignatures(cosigned), 1u);  // once more is no second witness
    Fill(*store, 3, 4);
    EXPECT_EQ(checkpoints->Covering(Position(0))->cosignatures, 0u);
    EXPECT_EQ(checkpoints->Newest(1)->size, Position(2));
  }
  const auto again = Open(*store);
  EXPECT_EQ(again->Newest(1)->note, cosigned);
  EXPECT_EQ(again->Newest(0)->size, Position(4));
}

TEST_F(CheckpointsTest, RefusesWhatIsNoCosignatureOfThisLog) {
  const auto store = OpenLog();
  Fill(*store, 1, 2);
  const auto checkpoints = Open(*store);
  const std::string note = checkpoints->Newest(0)->note;
  EXPECT_EQ(ReasonOf(checkpoints->AddCosignatures("no note").status()), kNoteMalformed);
  EXPECT_EQ(ReasonOf(checkpoints->AddCosignatures(note).status()), kCosignatureInvalid);
  std::string forged = Cosigned(note);
  forged[forged.size() - 10] = forged[forged.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(ReasonOf(checkpoints->AddCosignatures(forged).status()), kCosignatureInvalid);
  const SigningKey stranger = *SigningKey::Generate("witness.example/stranger", KeyPurpose::kCosignature);
  SignedNote by_stranger = *ParseNote(note);
  by_stranger.signatures.push_back(stranger.Cosign(by_stranger.text, 1));
  EXPECT_EQ(ReasonOf(checkpoints->AddCosignatures(by_stranger.Bytes()).status()), kCosignatureInvalid);

  LogCheckpoint other = OpenCheckpoint(note, *VerifierKey::Parse(checkpoints->verifier_key()))->checkpoint;
  other.root[0] ^= 1;
  SignedNote fork{other.Text(), {}};
  fork.signatures.push_back(witness_.Cosign(fork.text, 1));
  EXPECT_EQ(ReasonOf(checkpoints->AddCosignatures(fork.Bytes()).status()), kCheckpointUnknown);
}

TEST_F(CheckpointsTest, SignsByItselfAtTheInterval) {
  const auto store = OpenLog();
  CheckpointsOptions options = Options();
  options.interval = std::chrono::seconds(1);
  const auto checkpoints = Checkpoints::Open(options, *store);
  ASSERT_TRUE(checkpoints.ok());
  Fill(*store, 1, 2);
  for (int i = 0; i < 600 && (*checkpoints)->Newest(0)->size.value < 2; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ((*checkpoints)->Newest(0)->size, Position(2));
}

TEST_F(CheckpointsTest, AWordThatCannotBeWrittenDownIsNotGiven) {
  const auto store = OpenLog();
  Fill(*store, 1, 1);
  const auto checkpoints = Open(*store);
  Fill(*store, 2, 2);
  std::filesystem::create_directory(Options().file + ".new");  // in the way of the new file
  const absl::Status refused = checkpoints->Covering(Position(2)).status();
  EXPECT_TRUE(absl::IsUnavailable(refused)) << refused;
  EXPECT_EQ(ReasonOf(refused), kCheckpointNotWritten);
  EXPECT_EQ(checkpoints->Newest(0)->size, Position(1));
}

TEST_F(CheckpointsTest, ARestoredLogSignsWithItsOldKeyOnlyWhereNothingSignedWasLost) {
  const auto silent = [](std::string_view, uint64_t, uint64_t) { return true; };
  std::string origin;
  {
    const auto store = OpenLog();
    const auto access = AccessLog::Open({.directory = directory_ / "access"});
    Fill(*store, 1, 5);
    ASSERT_TRUE(MakeBackup(*store, **access, directory_ / "backup", silent).ok());
    Fill(*store, 6, 9);
    origin = Open(*store)->origin();  // has signed 9
  }
  ASSERT_TRUE(RestoreBackup(directory_ / "backup", directory_ / "elsewhere", silent).ok());
  const auto store = OpenLog("elsewhere/log");
  EXPECT_TRUE(absl::IsDataLoss(Checkpoints::Open(Options(), *store).status()));
  std::filesystem::remove(Options().file);
  const absl::Status alone = Checkpoints::Open(Options(), *store).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(alone)) << alone;
  std::filesystem::remove(Options().key_file);
  EXPECT_NE(Open(*store)->origin(), origin);
  EXPECT_NE(Open(*store), nullptr);  // and so it stays
}

}  // namespace
}  // namespace homeward::eventstore
