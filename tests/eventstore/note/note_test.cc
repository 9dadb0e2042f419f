// Signed notes: the examples of c2sp.org/signed-note and of golang.org/x/mod/sumdb/note, and what must be refused.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "eventstore/limits.h"
#include "eventstore/note/note_text.h"
#include "eventstore/note/signed_note.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

constexpr char kPrivatePeter[] = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr char kPeter[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kText[] =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
constexpr char kPeterLine[] =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
constexpr char kEnochLine[] =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

VerifierKey Key(const std::string& text) {
  absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
  EXPECT_TRUE(key.ok()) << key.status();
  return *key;
}

TEST(SignedNote, TheExampleOfTheSpecification) {
  const std::string bytes =
      "This is an example message.\n\n— example.com/foo "
      "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOB"
      "H3mFXmRKuwHjG1Yu72IneyaQM=\n";
  const std::string text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  const VerifierKey key = Key(text);
  EXPECT_EQ(key.Text(), text);
  const absl::StatusOr<SignedNote> note = ParseNote(bytes);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->Bytes(), bytes);
  const auto by = VerifyNote(*note, {&key, 1});
  ASSERT_TRUE(by.ok()) << by.status();
  ASSERT_EQ(by->size(), 1u);
  EXPECT_EQ((*by)[0].by, &key);
}

TEST(SignedNote, ATextWithAnEmptyLineEndsAtTheLastOne) {
  const std::string text =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n";
  const std::string line =
      "— quasimodo.example/salvatore "
      "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3Zek"
      "RwNtIc=\n";
  const absl::StatusOr<SignedNote> note = ParseNote(text + "\n" + line);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text, text);
  EXPECT_EQ(note->signatures[0].key_name, "quasimodo.example/salvatore");
  EXPECT_EQ(note->signatures[0].key_id, 0x367ba04bu);
}

TEST(SignedNote, SignsAsGoDoes) {
  const absl::StatusOr<SigningKey> key = SigningKey::Parse(kPrivatePeter);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->Text(), kPrivatePeter);
  EXPECT_EQ(key->verifier_key().Text(), kPeter);
  SignedNote note{kText, {key->Sign(kText)}};
  EXPECT_EQ(note.Bytes(), std::string(kText) + "\n" + kPeterLine);
}

TEST(SignedNote, SeveralSignaturesAndUnknownKeys) {
  const VerifierKey peter = Key(kPeter);
  const std::string both = std::string(kText) + "\n" + kEnochLine + kPeterLine + kPeterLine;
  const absl::StatusOr<SignedNote> note = ParseNote(both);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->Bytes(), both);
  const auto by = VerifyNote(*note, {&peter, 1});
  ASSERT_TRUE(by.ok());
  EXPECT_EQ(by->size(), 1u) << "twice by one key counts once, an unknown one does not";
  EXPECT_TRUE(VerifyNote(*note, {})->empty());
  // Known by name alone or by id alone: unknown.
  VerifierKey namesake = peter, twin = peter;
  namesake.id ^= 1;
  twin.name = "Peter";
  EXPECT_TRUE(VerifyNote(*note, {&namesake, 1})->empty());
  EXPECT_TRUE(VerifyNote(*note, {&twin, 1})->empty());
}

TEST(SignedNote, AFalseSignatureOfAKnownKeyIsAnError) {
  const VerifierKey peter = Key(kPeter);
  absl::StatusOr<SignedNote> note = ParseNote(std::string(kText) + "\n" + kPeterLine);
  note->text[0] = 'i';
  EXPECT_EQ(VerifyNote(*note, {&peter, 1}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(SignedNote, WhatIsNoNote) {
  const std::string text = kText, line = kPeterLine;
  const std::string cases[] = {
      "",
      text,
      text + line,                                           // no blank line
      text + "\n",                                           // no signature
      text + "\n" + line.substr(0, line.size() - 1),         // no newline at the end
      text + "\n" + line + "x",                              // something after it
      text + "\n" + line + "\n",                             // an empty line after it
      text.substr(0, text.size() - 1) + "\n" + line,         // its text's newline is missing
      text + "\n-" + line.substr(3),                         // another dash
      text + "\n— Bad Name" + line.substr(line.rfind(' ')),  // a space in the name
      text + "\n— Bad+Name" + line.substr(line.rfind(' ')),  // a plus in the name
      text + "\n— Bad\xc2\xa0Name" + line.substr(line.rfind(' ')),
      text + "\n—  " + line.substr(line.rfind(' ') + 1),  // no name
      text + "\n— PeterNeumann \n",                       // no signature
      text + "\n— PeterNeumann x08g\n",                   // an id cut short
      text + "\n— PeterNeumann x08gow==\n",               // an id alone
      text + "\n— PeterNeumann x08go/a=\n",               // bits left over
      text + "\n— PeterNeumann x08go/Y\n",                // no padding
      text + "\n— PeterNeumann x08g o/Y=\n",
      text + "\n— PeterNeumann x08go_Y=\n",  // the other alphabet
      text + "\r\n\n" + line,
      "\x01" + text + "\n" + line,
      "\xff" + text + "\n" + line,
      "\xc0\xaf" + text + "\n" + line,          // overlong
      "\xed\xa0\x80" + text + "\n" + line,      // a surrogate
      "\xf4\x90\x80\x80" + text + "\n" + line,  // beyond Unicode
  };
  for (const std::string& bytes : cases) {
    EXPECT_EQ(ParseNote(bytes).status().code(), absl::StatusCode::kInvalidArgument) << bytes;
  }
  EXPECT_TRUE(ParseNote(text + "\n" + line).ok());
}

TEST(SignedNote, Limits) {
  std::string bytes = std::string(kText) + "\n";
  for (size_t i = 0; i < kNoteSignatures; ++i) bytes += kPeterLine;
  EXPECT_EQ(ParseNote(bytes)->signatures.size(), kNoteSignatures);
  EXPECT_EQ(ParseNote(bytes + kPeterLine).status().code(), absl::StatusCode::kResourceExhausted);
  bytes = std::string(kNoteBytes, 'x') + "\n\n" + kPeterLine;
  EXPECT_EQ(ParseNote(bytes).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST(NoteKey, WhatIsNoVerifierKey) {
  const std::string good = kPeter;
  const std::string base64 = good.substr(good.rfind('+'));
  const std::string cases[] = {
      std::string(),
      std::string("PeterNeumann"),
      good + "x",
      " " + good,
      good.substr(1),
      good + "\n",
      "+c74f20a3" + base64,
      "Peter Neumann+c74f20a3" + base64,
      "PeterNeumann+C74F20A3" + base64,
      "PeterNeumann+c74f20a4" + base64,
      "PeterNeumann+c74f20a" + base64,
      "PeterNeumann+0c74f20a3" + base64,
      std::string("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="),
      std::string("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
  };
  for (const std::string& text : cases) {
    EXPECT_EQ(VerifierKey::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  // A key for which anybody could sign, with the id that belongs to it.
  const std::string neutral = std::string(1, '\x01') + std::string(31, '\0');
  const VerifierKey weak{"weak.example", NoteKeyId("weak.example", KeyPurpose::kNote, neutral), KeyPurpose::kNote,
                         neutral};
  EXPECT_FALSE(VerifierKey::Parse(weak.Text()).ok());
  // A witness of the public network, as published.
  const std::string remora = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
  EXPECT_EQ(Key(remora).purpose, KeyPurpose::kCosignature);
  EXPECT_EQ(Key(remora).Text(), remora);
}

TEST(NoteKey, IsKeptInAFileForItsOwnerAlone) {
  const TempDirectory directory;
  const std::string path = directory / "log.key";
  EXPECT_EQ(SigningKey::Load(path).status().code(), absl::StatusCode::kNotFound);
  const absl::StatusOr<SigningKey> key = SigningKey::Generate("log.example/homeward", KeyPurpose::kNote);
  ASSERT_TRUE(key.ok());
  ASSERT_TRUE(key->Save(path).ok());
  struct stat found;
  ASSERT_EQ(::stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  const absl::StatusOr<SigningKey> loaded = SigningKey::Load(path);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->Text(), key->Text());
  EXPECT_EQ(key->Save(path).code(), absl::StatusCode::kAlreadyExists);

  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  EXPECT_EQ(SigningKey::Load(path).status().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  std::ofstream(path) << key->Text().substr(0, 60);
  const absl::Status damaged = SigningKey::Load(path).status();
  EXPECT_EQ(damaged.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(damaged.message()).find(key->Text().substr(30, 30)), std::string::npos) << "a secret is told";
  EXPECT_FALSE(SigningKey::Generate("two words", KeyPurpose::kNote).ok());
}

TEST(NoteKey, ANoteKeyIsNoCosignersKey) {
  const Ed25519Seed seed = NewEd25519Seed();
  const SigningKey note = *SigningKey::New("a.example", KeyPurpose::kNote, seed);
  const SigningKey witness = *SigningKey::New("a.example", KeyPurpose::kCosignature, seed);
  EXPECT_NE(note.verifier_key().id, witness.verifier_key().id);
  const SignedNote signed_note{kText, {note.Sign(kText)}};
  EXPECT_TRUE(VerifyNote(signed_note, {&witness.verifier_key(), 1})->empty());
}

TEST(NoteText, Base64HasOneForm) {
  EXPECT_EQ(FromBase64(""), "");
  for (size_t size = 1; size < 40; ++size) {
    const std::string bytes(size, '\xe9');
    EXPECT_EQ(FromBase64(ToBase64(bytes)), bytes);
    EXPECT_FALSE(FromBase64(ToBase64(bytes) + "\n").has_value());
  }
  for (const char* text :
       {"A", "AA", "AAA", "AA=", "AB==", "AAB=", "AA==AA==", "A A==", "AA..", "A===", "====", "AA=A"}) {
    EXPECT_FALSE(FromBase64(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace homeward::eventstore
