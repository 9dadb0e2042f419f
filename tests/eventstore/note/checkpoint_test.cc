// Checkpoints and cosignatures: the examples of c2sp.org/tlog-checkpoint and tlog-cosignature, one more cosignature
// made by an Ed25519 written from RFC 8032, and what must be refused.
#include "eventstore/note/checkpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace homeward::eventstore {
namespace {

constexpr char kText[] = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
constexpr char kLogLine[] =
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOA"
    "YQ8=\n";
constexpr char kWitnessLine[] =
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUB"
    "kBIfZ+qnA==\n";

TEST(Checkpoint, TheExampleOfTheSpecification) {
  const std::string bytes = std::string(kText) + "\n" + kLogLine + kWitnessLine;
  const absl::StatusOr<SignedCheckpoint> opened = ParseCheckpoint(bytes);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(opened->checkpoint.size, 20852163u);
  EXPECT_EQ(opened->checkpoint.root[0], 0x0a);
  EXPECT_TRUE(opened->checkpoint.extensions.empty());
  EXPECT_EQ(opened->checkpoint.Text(), kText);
  EXPECT_EQ(opened->note.Bytes(), bytes);
  ASSERT_EQ(opened->note.signatures.size(), 2u);
  EXPECT_EQ(opened->note.signatures[0].key_id, 0x033de0aeu);
  EXPECT_EQ(opened->note.signatures[1].key_id, 0x8d66cf3fu);
  EXPECT_EQ(CosignatureTime(opened->note.signatures[1]), 1679315147u);
}

TEST(Checkpoint, ExtensionLinesAreKept) {
  const std::string text = std::string(kText) + "one\ntwo 2\n";
  const absl::StatusOr<LogCheckpoint> checkpoint = LogCheckpoint::Parse(text);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->extensions, (std::vector<std::string>{"one", "two 2"}));
  EXPECT_EQ(checkpoint->Text(), text);
}

TEST(Checkpoint, WhatIsNoCheckpoint) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const std::string cases[] = {
      std::string(),
      std::string("a\n"),
      std::string("a\n1\n"),
      "\n1\n" + root,
      "a\n\n" + root,
      "a\n01\n" + root,
      "a\n00\n" + root,
      "a\n+1\n" + root,
      "a\n-1\n" + root,
      "a\n1 \n" + root,
      "a\n 1\n" + root,
      "a\n0x1\n" + root,
      "a\n18446744073709551616\n" + root,
      "a\n99999999999999999999999\n" + root,
      "a\n1\n" + root.substr(4),
      "a\n1\nAAAA" + root,
      "a\n1\n\n",
      "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
      "a\n1\n" + root.substr(0, root.size() - 1),
      "a\n1\n" + root + "\n",
      "a\n1\n" + root + "x",
      "a\n1\n" + root + "x\n\ny\n",
      "a\t\n1\n" + root,
  };
  for (const std::string& text : cases) {
    EXPECT_EQ(LogCheckpoint::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_EQ(LogCheckpoint::Parse("a\n0\n" + root)->size, 0u);
  EXPECT_EQ(LogCheckpoint::Parse("a\n18446744073709551615\n" + root)->size, UINT64_MAX);
}

TEST(Checkpoint, IsTheLogsOwn) {
  const SigningKey log = *SigningKey::Generate("log.example/homeward", KeyPurpose::kNote);
  const SigningKey other = *SigningKey::Generate("log.example/homeward", KeyPurpose::kNote);
  const LogCheckpoint checkpoint{"log.example/homeward", 7, {}, {}};
  const auto signed_by = [](const LogCheckpoint& checkpoint, const SigningKey& key) {
    return SignedNote{checkpoint.Text(), {key.Sign(checkpoint.Text())}}.Bytes();
  };
  const std::string bytes = signed_by(checkpoint, log);
  const absl::StatusOr<SignedCheckpoint> opened = OpenCheckpoint(bytes, log.verifier_key());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint, checkpoint);
  const auto refused = absl::StatusCode::kPermissionDenied;
  EXPECT_EQ(OpenCheckpoint(bytes, other.verifier_key()).status().code(), refused);
  EXPECT_EQ(OpenCheckpoint(signed_by(checkpoint, other), log.verifier_key()).status().code(), refused);
  EXPECT_EQ(OpenCheckpoint(signed_by({"elsewhere.example", 7, {}, {}}, log), log.verifier_key()).status().code(),
            refused);
  std::string changed = bytes;
  changed[changed.find("\n7\n") + 1] = '8';
  EXPECT_EQ(OpenCheckpoint(changed, log.verifier_key()).status().code(), refused);
}

TEST(Cosignature, AnotherImplementationsVector) {
  const absl::StatusOr<VerifierKey> key =
      VerifierKey::Parse("witness.example.com/w1+d46a2b1b+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  ASSERT_TRUE(key.ok()) << key.status();
  const std::string bytes =
      std::string(kText) + "\n" + kLogLine + kWitnessLine +
      "— witness.example.com/w1 1GorGwAAAABkGFDLJeR//pqzhnEKVvEm2wWbh2RJ6oru5+cUUfm5X9NnlaGr8aSH9QE5RVZ"
      "D4QGlxl2F5UpVIIi94p178KLfqPPsAA==\n";
  const absl::StatusOr<SignedCheckpoint> opened = ParseCheckpoint(bytes);
  ASSERT_TRUE(opened.ok()) << opened.status();
  const auto by = VerifyNote(opened->note, {&*key, 1});
  ASSERT_TRUE(by.ok()) << by.status();
  ASSERT_EQ(by->size(), 1u) << "the other key of that name has another id";
  EXPECT_EQ(by->front().timestamp, 1679315147u);
  EXPECT_EQ(*CountWitnesses(opened->note, {&*key, 1}), 1);
}

TEST(Cosignature, CoversTimeAndCheckpoint) {
  const SigningKey witness = *SigningKey::Generate("witness.example/pol", KeyPurpose::kCosignature);
  const SignedNote note{kText, {witness.Cosign(kText, 1'800'000'000)}};
  ASSERT_EQ(*CountWitnesses(note, {&witness.verifier_key(), 1}), 1);
  for (size_t at = 0; at < note.signatures[0].bytes.size(); at += 3) {
    SignedNote changed = note;
    changed.signatures[0].bytes[at] ^= 1;
    EXPECT_FALSE(CountWitnesses(changed, {&witness.verifier_key(), 1}).ok()) << at;
  }
  SignedNote changed = note;
  changed.text[0] = 'E';
  EXPECT_FALSE(CountWitnesses(changed, {&witness.verifier_key(), 1}).ok());
  changed = note;
  changed.signatures[0].bytes.resize(64);
  EXPECT_FALSE(CountWitnesses(changed, {&witness.verifier_key(), 1}).ok());
}

TEST(Cosignature, OneKeyUnderTwoNamesIsOneWitness) {
  const Ed25519Seed seed = NewEd25519Seed();
  const SigningKey one = *SigningKey::New("one.example", KeyPurpose::kCosignature, seed);
  const SigningKey two = *SigningKey::New("two.example", KeyPurpose::kCosignature, seed);
  const SigningKey three = *SigningKey::Generate("three.example", KeyPurpose::kCosignature);
  const SignedNote note{kText, {one.Cosign(kText, 1), two.Cosign(kText, 2), three.Cosign(kText, 3)}};
  const std::vector<VerifierKey> keys = {one.verifier_key(), two.verifier_key(), three.verifier_key()};
  EXPECT_EQ(VerifyNote(note, keys)->size(), 3u);
  EXPECT_EQ(*CountWitnesses(note, keys), 2);
}

}  // namespace
}  // namespace homeward::eventstore
