// Minted ids check, made-up ones do not.
#include "eventstore/person_ids.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "proto/contract/formats.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

PersonIds WithKey(uint8_t byte) {
  PersonIds::Key key;
  key.fill(byte);
  return PersonIds(key);
}

TEST(PersonIds, MintsWhatTheContractCallsAnId) {
  const PersonIds ids = WithKey(1);
  const std::string person = ids.Mint(IdKind::kPerson), service = ids.Mint(IdKind::kServiceUser);
  EXPECT_TRUE(contract::Matches(options::v1::FORMAT_PERSON_ID, person)) << person;
  EXPECT_TRUE(contract::Matches(options::v1::FORMAT_SERVICE_ID, service)) << service;
  EXPECT_TRUE(ids.Check(IdKind::kPerson, person));
  EXPECT_TRUE(ids.Minted(person));
  EXPECT_TRUE(ids.Minted(service));
  EXPECT_NE(person, ids.Mint(IdKind::kPerson));
}

TEST(PersonIds, RefusesOtherKeysOtherDomainsAndTypingErrors) {
  const PersonIds ids = WithKey(1);
  const std::string person = ids.Mint(IdKind::kPerson);
  EXPECT_FALSE(WithKey(2).Minted(person));
  EXPECT_FALSE(ids.Check(IdKind::kServiceUser, person));
  std::string as_service = person;
  as_service[0] = 's';
  EXPECT_FALSE(ids.Minted(as_service));
  for (size_t i = 1; i < person.size(); ++i) {
    std::string wrong = person;
    wrong[i] = wrong[i] == '0' ? '1' : '0';
    EXPECT_FALSE(ids.Minted(wrong)) << wrong;
  }
  EXPECT_FALSE(ids.Minted(""));
  EXPECT_FALSE(ids.Minted(person.substr(0, 26)));
  EXPECT_FALSE(ids.Minted("pu0000000000000000000000000"));
  EXPECT_FALSE(ids.Minted("pzzzzzzzzzzzzzzzzzzzzzzzzzz"));
}

TEST(PersonIds, TheSameBytesGiveTheSameId) {
  // Checked against Python's hmac and a plain base32 of the 128-bit number.
  EXPECT_EQ(WithKey(1).FromRandom(IdKind::kPerson, std::string("\0\1\2\3\4\5\6\7\x08\x09", 10)),
            "p00041061050r3gg28d0wjzfpeb");
}

TEST(PersonIds, MakesItsKeyOnceForItsOwnerOnly) {
  TempDirectory directory;
  const std::string path = directory / "person-id.key";
  const absl::StatusOr<PersonIds> first = PersonIds::Load(path);
  ASSERT_TRUE(first.ok()) << first.status();
  struct stat file;
  ASSERT_EQ(::stat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_TRUE(PersonIds::Load(path)->Minted(first->Mint(IdKind::kPerson)));
  std::ofstream(path) << "not a key\n";
  EXPECT_EQ(PersonIds::Load(path).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace homeward::eventstore
