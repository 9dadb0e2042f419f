// A forger with the export in hand, and in some tests with the operator's own key. Everything that he does is found and
// named, with the first position where one can be named: who rewrites entries, tiles and root alike leaves no place in
// the tree, only another root; the records then say where.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "eventstore/archive/bundle.h"
#include "eventstore/archive/verifier.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/digest.h"
#include "eventstore/record/record_parts.h"
#include "homeward/record/v1/record.pb.h"
#include "tests/eventstore/archive/exported_log.h"

namespace homeward::eventstore {
namespace {

using ::testing::Test;

constexpr size_t kAt = 300;  // index of the position that is mostly forged; 301 as a position

class ForgerTest : public Test {
 protected:
  static void SetUpTestSuite() {
    log_ = new ExportedLog();
    log_->Publish(150);
    items_ = new ExportedItems(log_->Read());
  }
  static void TearDownTestSuite() {
    delete items_;
    delete log_;
  }

  // A genuine export, then `forge` in its files.
  VerifyReport AfterFiles(const std::function<void(const std::string& path)>& forge) {
    const std::string path = directory_ / "export";
    std::filesystem::remove_all(path);
    EXPECT_EQ(WriteExport(path, *items_, log_->key), absl::OkStatus());
    forge(path);
    return Verify(path);
  }
  // An export of forged items: entries, tiles and records agree. `key` signs its root, or else the checkpoint is the
  // genuine log's, as far as its size goes.
  VerifyReport AfterItems(const ExportedItems& forged, const SigningKey* key) {
    const std::string path = directory_ / "export";
    std::filesystem::remove_all(path);
    EXPECT_EQ(WriteExport(path, forged, key != nullptr ? *key : log_->key), absl::OkStatus());
    const size_t size = std::min(forged.size(), items_->size());
    if (key == nullptr) WriteAll(path + "/checkpoint", CheckpointBytes(size, RootOf(*items_, size), log_->key));
    return Verify(path);
  }
  VerifyReport Verify(const std::string& path) {
    absl::StatusOr<VerifyReport> report = VerifyExport(path, options_);
    EXPECT_TRUE(report.ok()) << report.status();
    EXPECT_FALSE(report->ok()) << "not found out";
    return *std::move(report);
  }
  static record::v1::Record Message(size_t index) {
    record::v1::Record record;
    EXPECT_TRUE(record.ParseFromString(RecordOf((*items_)[index])));
    return record;
  }
  // The export's file of records with one of them exchanged.
  static void PutRecord(const std::string& path, size_t index, const std::string& record) {
    std::string bundle;
    for (size_t i = index / 256 * 256; i < std::min(items_->size(), index / 256 * 256 + 256); ++i) {
      std::string exported = (*items_)[i].exported;
      if (i == index) {
        exported.clear();
        AppendExportedRecord(record, &exported);
      }
      AppendExported(exported, &bundle);
    }
    WriteAll(path + "/records/00" + std::to_string(index / 256), bundle);
  }
  static void Flip(const std::string& file, size_t at) {
    std::string bytes = ReadAll(file);
    ASSERT_LT(at, bytes.size());
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    WriteAll(file, bytes);
  }

  static ExportedLog* log_;
  static ExportedItems* items_;
  VerifyOptions options_ = log_->options;
  TempDirectory directory_;
};

ExportedLog* ForgerTest::log_ = nullptr;
ExportedItems* ForgerTest::items_ = nullptr;

TEST_F(ForgerTest, ChangesARecord) {
  for (const bool section : {false, true}) {
    size_t at = kAt;
    while (section && Message(at).sections_size() == 0) ++at;
    record::v1::Record record = Message(at);
    std::string* bytes = section ? record.mutable_sections(0)->mutable_body() : record.mutable_client();
    bytes->back() = static_cast<char>(bytes->back() ^ 1);
    const VerifyReport report =
        AfterFiles([&](const std::string& path) { PutRecord(path, at, record.SerializeAsString()); });
    EXPECT_EQ(Say(report.tree), "ok");
    EXPECT_EQ(Say(report.records), std::to_string(at + 1) +
                                       ": the record is not the one of its entry: the hash of its " +
                                       (section ? "person sections" : "header") + " differs");
  }
}

TEST_F(ForgerTest, ChangesARecordAndItsEntry) {
  record::v1::Record record = Message(kAt);
  record.mutable_client()->back() ^= 1;
  const ExportedItem forged = ItemOf(record.SerializeAsString());
  const VerifyReport report = AfterFiles([&](const std::string& path) {
    PutRecord(path, kAt, record.SerializeAsString());
    std::string entries = ReadAll(path + "/tile/entries/001");
    entries.replace((kAt - 256) * 116 + 2, 114, forged.entry);
    WriteAll(path + "/tile/entries/001", entries);
  });
  EXPECT_EQ(Say(report.tree), "301: the entry is not the one that was signed: tile/0/001 has another hash");
  EXPECT_EQ(report.records.First()->what, "the batch is not the one that its digest says");
}

TEST_F(ForgerTest, ChangesARecordItsEntryAndAllTiles) {
  ExportedItems forged = *items_;
  record::v1::Record record = Message(kAt);
  record.mutable_client()->back() ^= 1;
  forged[kAt] = ItemOf(record.SerializeAsString());
  const VerifyReport report = AfterItems(forged, nullptr);
  EXPECT_EQ(Say(report.tree),
            "0: entries and tiles agree with one another, but lead to another root than the checkpoint's");
  // He cannot sign the root. Had he the log's key: the batch still says that it is another.
  const VerifyReport resigned = AfterItems(forged, &log_->key);
  EXPECT_EQ(Say(resigned.tree), "ok");
  EXPECT_EQ(Say(resigned.records), std::to_string(kAt + 1 - record.server().batch_index()) +
                                       ": the batch is not the one that its digest says");
}

TEST_F(ForgerTest, SignsWithAnotherKey) {
  const SigningKey other = *SigningKey::Generate(kOrigin, KeyPurpose::kNote);
  const VerifyReport report = AfterItems(*items_, &other);
  EXPECT_EQ(Say(report.tree), "0: the checkpoint is not signed by log.example/homeward");
  EXPECT_EQ(Say(report.records), "ok");
}

TEST_F(ForgerTest, RemovesAnEvent) {
  ExportedItems forged = *items_;
  forged.erase(forged.begin() + kAt);
  for (const SigningKey* key : {static_cast<const SigningKey*>(nullptr), &log_->key}) {
    const VerifyReport report = AfterItems(forged, key);
    EXPECT_EQ(report.tree.state, key == nullptr ? LevelState::kFailed : LevelState::kOk);
    EXPECT_EQ(Say(report.order), "301: the record of position 302 stands here");
    EXPECT_EQ(report.records.state, LevelState::kFailed);
  }
}

TEST_F(ForgerTest, InsertsAnEvent) {
  ExportedItems forged = *items_;
  forged.insert(forged.begin() + kAt, forged[kAt - 50]);
  const VerifyReport report = AfterItems(forged, &log_->key);
  EXPECT_EQ(Say(report.order), "301: the record of position 251 stands here");
  bool told = false;
  for (const Fault& fault : report.order.faults) told |= fault.what == "the event's id is that of position 251";
  EXPECT_TRUE(told);
  EXPECT_EQ(AfterItems(forged, nullptr).tree.state, LevelState::kFailed);
}

TEST_F(ForgerTest, ReordersEvents) {
  ExportedItems forged = *items_;
  std::swap(forged[kAt], forged[kAt + 1]);
  const VerifyReport report = AfterItems(forged, &log_->key);
  EXPECT_EQ(Say(report.order), "301: the record of position 302 stands here");
  EXPECT_EQ(AfterItems(forged, nullptr).tree.state, LevelState::kFailed);
}

TEST_F(ForgerTest, PutsOneRecordInThePlaceOfAnother) {
  const VerifyReport report =
      AfterFiles([&](const std::string& path) { PutRecord(path, kAt, RecordOf((*items_)[kAt + 7])); });
  EXPECT_EQ(Say(report.tree), "ok");
  EXPECT_EQ(report.records.First()->position, kAt + 1);
  EXPECT_EQ(Say(report.order), "301: the record of position 308 stands here");
}

TEST_F(ForgerTest, FlipsABitOfATile) {
  const VerifyReport leaf = AfterFiles([](const std::string& path) { Flip(path + "/tile/0/001", 32 * 44 + 3); });
  EXPECT_EQ(Say(leaf.tree), "301: tile/0/001 is not what its entries lead to; they lead to the signed root");
  const VerifyReport upper = AfterFiles([](const std::string& path) { Flip(path + "/tile/1/000.p/2", 40); });
  EXPECT_EQ(Say(upper.tree), "257: tile/1/000.p/2 is not what its entries lead to; they lead to the signed root");
  EXPECT_EQ(Say(upper.records), "ok");
}

// Each byte of an entry is signed, and is held against its record.
TEST_F(ForgerTest, FlipsABitOfAnEntry) {
  for (const size_t byte : {0u, 1u, 5u, 12u, 20u, 60u, 113u}) {
    const VerifyReport report =
        AfterFiles([&](const std::string& path) { Flip(path + "/tile/entries/001", (kAt - 256) * 116 + 2 + byte); });
    EXPECT_EQ(Say(report.tree), "301: the entry is not the one that was signed: tile/0/001 has another hash") << byte;
    EXPECT_EQ(report.records.First()->position, kAt + 1) << byte;
  }
  const VerifyReport length =
      AfterFiles([](const std::string& path) { Flip(path + "/tile/entries/001", (kAt - 256) * 116 + 1); });
  EXPECT_EQ(length.tree.First()->position, kAt + 1);
}

TEST_F(ForgerTest, TruncatesFiles) {
  const auto cut = [](const std::string& file, size_t bytes) {
    return [=](const std::string& path) { WriteAll(path + file, ReadAll(path + file).substr(0, bytes)); };
  };
  const VerifyReport entries = AfterFiles(cut("/tile/entries/001", (kAt - 256) * 116 + 50));
  EXPECT_EQ(Say(entries.tree), "301: tile/entries/001 ends before its item 45 of 256");
  EXPECT_EQ(entries.records.First()->position, kAt + 1);
  EXPECT_EQ(Say(entries.order), "ok") << "as far as it could be checked: " << entries.order.note;
  EXPECT_FALSE(entries.order.note.empty());

  const VerifyReport records = AfterFiles(cut("/records/001", 100));
  EXPECT_EQ(Say(records.tree), "ok");
  EXPECT_EQ(Say(records.records), "257: records/001 ends before its item 1 of 256");

  const VerifyReport removed =
      AfterFiles([](const std::string& path) { std::filesystem::remove(path + "/records/001"); });
  EXPECT_EQ(Say(removed.records), "257: records/001 is missing");
  const VerifyReport tile = AfterFiles([](const std::string& path) { std::filesystem::remove(path + "/tile/0/001"); });
  EXPECT_EQ(tile.tree.First()->position, 257u);
  const VerifyReport longer =
      AfterFiles([](const std::string& path) { WriteAll(path + "/tile/0/001", ReadAll(path + "/tile/0/001") + "x"); });
  EXPECT_EQ(longer.tree.state, LevelState::kFailed);
  const VerifyReport more = AfterFiles(
      [](const std::string& path) { WriteAll(path + "/records/001", ReadAll(path + "/records/001") + "x"); });
  EXPECT_EQ(more.records.state, LevelState::kFailed);
}

TEST_F(ForgerTest, PutsAnOlderCheckpointInTheNewersPlace) {
  const VerifyReport report = AfterFiles([&](const std::string& path) {
    WriteAll(path + "/checkpoint", CheckpointBytes(kAt, RootOf(*items_, kAt), log_->key));
  });
  EXPECT_EQ(Say(report.tree), "301: rolled back, or not finished: the export holds more than its checkpoint covers");
}

TEST_F(ForgerTest, RollsTheWholeExportBack) {
  const ExportedItems older(items_->begin(), items_->begin() + kAt);
  options_.known = {CheckpointBytes(items_->size(), RootOf(*items_, items_->size()), log_->key)};
  const VerifyReport report = AfterItems(older, &log_->key);
  EXPECT_EQ(Say(report.tree), "301: rolled back: a checkpoint seen before reaches position " +
                                  std::to_string(items_->size()) + ", the export's ends before it");
}

TEST_F(ForgerTest, ForksTheLogWithItsOwnKey) {
  ExportedLog other;  // other salts: another log from its first position on
  other.Publish(150);
  options_.known = {CheckpointBytes(kAt, RootOf(*items_, kAt), log_->key)};
  const VerifyReport report = AfterItems(other.Read(), &log_->key);
  EXPECT_EQ(Say(report.tree),
            "0: forked: a checkpoint seen before has another root at size 300; what differs lies at or before that "
            "position");
}

TEST_F(ForgerTest, HasTooFewWitnesses) {
  const SigningKey one = *SigningKey::Generate("witness.example/one", KeyPurpose::kCosignature);
  const SigningKey two = *SigningKey::Generate("witness.example/two", KeyPurpose::kCosignature);
  const SigningKey impostor = *SigningKey::New("witness.example/two", KeyPurpose::kCosignature, NewEd25519Seed());
  options_.witnesses = {one.verifier_key(), two.verifier_key()};
  options_.quorum = 2;
  const std::string path = directory_ / "cosigned";
  ASSERT_EQ(WriteExport(path, *items_, log_->key, {one, impostor}), absl::OkStatus());
  EXPECT_EQ(Say(Verify(path).tree), "0: only 1 of the witnesses cosigned, 2 must have");
  ASSERT_EQ(WriteExport(path, *items_, log_->key, {one, two}), absl::OkStatus());
  const VerifyReport good = *VerifyExport(path, options_);
  EXPECT_EQ(Say(good.tree), "ok");
  EXPECT_EQ(good.witnesses, 2);
}

// Nothing lies in a record that no hash covers.
TEST_F(ForgerTest, HidesSomethingInARecord) {
  size_t at = kAt;
  while (Message(at).sections_size() == 0 || Message(at).server().batch_index() == 0) ++at;
  const record::v1::Record genuine = Message(at);
  const auto expect = [&](const std::string& record, const std::string& what) {
    const VerifyReport report = AfterFiles([&](const std::string& path) { PutRecord(path, at, record); });
    EXPECT_EQ(Say(report.tree), "ok");
    EXPECT_EQ(Say(report.records), std::to_string(at + 1) + ": " + what);
  };
  expect(genuine.SerializeAsString() + std::string("\x28\x01", 2), "the record is malformed");
  record::v1::Record record = genuine;
  record.set_signed_batch("synthetic");
  expect(record.SerializeAsString(), "the record holds a signed batch that its header does not know");
  record = genuine;
  record.mutable_sections(0)->set_subject("person:" + PersonId(99));
  expect(record.SerializeAsString(), "person section 1 is not the one of the header");
  record = genuine;
  record.mutable_sections(0)->set_key_version(1);
  expect(record.SerializeAsString(), "person section 1 is not the one of the header");
  record = genuine;
  record.mutable_sections(0)->set_salt(std::string(16, 'x'));
  expect(record.SerializeAsString(), "the record is not the one of its entry: the hash of its person sections differs");
  record = genuine;
  record.clear_sections();
  expect(record.SerializeAsString(), "the record is not the one of its entry: the hash of its person sections differs");
}

// The operator himself, with his key, makes a log that never was: hashes and signature are right, the order is not.
class OperatorTest : public ForgerTest {
 protected:
  // Items of the genuine log, one record changed and all that follows from it made anew: header, batch, entry, tree.
  VerifyReport After(size_t at, const std::function<void(record::v1::Record*)>& forge) {
    ExportedItems forged = *items_;
    record::v1::Record record = Message(at);
    forge(&record);
    const uint32_t index = record.server().batch_index(), count = record.server().batch_count();
    std::vector<record::v1::Record> batch;
    BatchDigest digest(count);
    for (uint32_t i = 0; i < count; ++i) {
      batch.push_back(i == index ? record : Message(at - index + i));
      EventDigest event(batch[i].client(), static_cast<uint32_t>(batch[i].server().sections_size()));
      for (const auto& section : batch[i].server().sections()) event.Section(section.field(), section.commitment());
      digest.Event(event.Finish());
    }
    const Hash hash = digest.Finish();
    for (uint32_t i = 0; i < count; ++i) {
      batch[i].mutable_server()->set_batch(std::string(AsBytes(hash)));
      forged[at - index + i] = ItemOf(batch[i].SerializeAsString());
    }
    VerifyReport report = AfterItems(forged, &log_->key);
    EXPECT_EQ(Say(report.tree), "ok");
    EXPECT_EQ(Say(report.records), "ok");
    return report;
  }
};

TEST_F(OperatorTest, SkipsARevision) {
  size_t at = kAt;
  while (Message(at).server().revision() != 2) ++at;
  const VerifyReport report = After(at, [](record::v1::Record* r) { r->mutable_server()->set_revision(3); });
  EXPECT_EQ(Say(report.order),
            std::to_string(at + 1) + ": revision 3 of its stream follows revision 1: revision 2 is missing");
}

TEST_F(OperatorTest, RepeatsARevision) {
  size_t at = kAt;
  while (Message(at).server().revision() != 2) ++at;
  const VerifyReport report = After(at, [](record::v1::Record* r) { r->mutable_server()->set_revision(1); });
  EXPECT_EQ(Say(report.order), std::to_string(at + 1) + ": revision 1 of its stream comes after revision 1");
}

TEST_F(OperatorTest, TurnsTimeBack) {
  const VerifyReport report =
      After(kAt, [](record::v1::Record* r) { r->mutable_server()->set_appended_us(kDay0 - 1); });
  EXPECT_EQ(Say(report.order), "301: it was appended before the position before it");
}

TEST_F(OperatorTest, RecordsAnEventTwice) {
  // The id of position 11, of the same length, in the place of this event's.
  RecordParts parts;
  const std::string earlier = RecordOf((*items_)[10]);
  ASSERT_TRUE(SplitRecord(earlier, &parts));
  const VerifyReport report = After(kAt, [&](record::v1::Record* r) {
    const size_t id = r->client().find("019b0000-"), other = parts.client.find("019b0000-");
    r->mutable_client()->replace(id, 36, std::string(parts.client.substr(other, 36)));
  });
  EXPECT_EQ(Say(report.order), "301: the event's id is that of position 11");
}

TEST_F(OperatorTest, LeavesTheWholeTailOfABatchOut) {
  size_t end = kAt;
  while (Message(end).server().batch_index() + 1 != Message(end).server().batch_count() ||
         Message(end).server().batch_count() < 3) {
    ++end;
  }
  const ExportedItems forged(items_->begin(), items_->begin() + static_cast<long>(end));
  const VerifyReport report = AfterItems(forged, &log_->key);
  EXPECT_EQ(Say(report.tree), "ok");
  const uint32_t count = Message(end).server().batch_count();
  EXPECT_EQ(Say(report.records), std::to_string(end + 2 - count) + ": a batch of " + std::to_string(count) +
                                     " events begins here, but only " + std::to_string(count - 1) + " stand together");
}

TEST(Forger, WritesNoCheckpointAtAll) {
  ExportedLog log;
  log.Publish(3);
  const TempDirectory directory;
  ASSERT_EQ(WriteExport(directory / "export", log.Read(), log.key), absl::OkStatus());
  WriteAll(directory / "export/checkpoint", "log.example/homeward\n6\n");
  const absl::StatusOr<VerifyReport> report = VerifyExport(directory / "export", log.options);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->tree.state, LevelState::kFailed);
  EXPECT_EQ(Say(report->records), "not checked");
}

}  // namespace
}  // namespace homeward::eventstore
