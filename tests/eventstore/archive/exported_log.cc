#include "tests/eventstore/archive/exported_log.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "eventstore/archive/bundle.h"
#include "eventstore/archive/export_writer.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/tree/merkle.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {

std::string RecordOf(const ExportedItem& item) {
  ExportedView view;
  EXPECT_TRUE(ViewExported(item.exported, &view));
  return std::string(view.record);
}

ExportedItem ItemOf(const std::string& record) {
  RecordParts parts;
  EXPECT_TRUE(SplitRecord(record, &parts));
  ExportedItem item{EntryOf(parts).Bytes(), ""};
  AppendExportedRecord(record, &item.exported);
  return item;
}

std::string CheckpointBytes(uint64_t size, const Hash& root, const SigningKey& log,
                            const std::vector<SigningKey>& witnesses) {
  const std::string text = LogCheckpoint{kOrigin, size, root, {}}.Text();
  SignedNote note{text, {log.Sign(text)}};
  for (const SigningKey& witness : witnesses) note.signatures.push_back(witness.Cosign(text, 1'800'000'000));
  return note.Bytes();
}

Hash RootOf(const ExportedItems& items, size_t size) {
  Tree tree;
  for (size_t i = 0; i < size; ++i) tree.Append(LeafHash(items[i].entry), [](const Tile&) {});
  return tree.Root();
}

absl::Status WriteExport(const std::string& directory, const ExportedItems& items, const SigningKey& log,
                         const std::vector<SigningKey>& witnesses) {
  absl::StatusOr<std::unique_ptr<ExportWriter>> writer = ExportWriter::Open(directory);
  if (!writer.ok()) return writer.status();
  for (size_t i = (*writer)->size(); i < items.size(); ++i) {
    if (absl::Status status = (*writer)->Append(items[i].entry, items[i].exported); !status.ok()) return status;
  }
  return (*writer)->Finish(CheckpointBytes(items.size(), RootOf(items, items.size()), log, witnesses), "{}\n");
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void WriteAll(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

ExportedLog::ExportedLog() : key(*SigningKey::Generate(kOrigin, KeyPurpose::kNote)) {
  options.log = key.verifier_key();
  store_ = OpenStore(directory_.path());
}

void ExportedLog::Publish(int batches) {
  for (int i = 0; i < batches; ++i) {
    Proposal proposal = Batch();
    const int size = batches_++ % 7 + 1;
    for (int j = 0; j < size; ++j) {
      const bool later = j % 2 == 1;  // a further event of the referral just sent
      if (!later) ++referrals_;
      proposal.events.push_back(later ? Make{}.Cancelled(referrals_) : Make{}.Sent(referrals_, referrals_ % 50));
    }
    ASSERT_EQ(Reasons(Ask(*store_, std::move(proposal))), "");
  }
}

ExportedItems ExportedLog::Read() const {
  ExportedItems items;
  const absl::Status read = store_->ReadRecords(Position(1), store_->head().position, [&](const RecordView& view) {
    items.push_back(ItemOf(std::string(view.bytes)));
    return true;
  });
  EXPECT_TRUE(read.ok()) << read;
  EXPECT_EQ(RootOf(items, items.size()), store_->head().root) << "the entries are not those of the log's tree";
  return items;
}

std::string Say(const LevelReport& level) {
  if (level.state == LevelState::kOk) return "ok";
  if (level.state == LevelState::kNotChecked) return "not checked";
  return contract::Cat(level.First()->position, ": ", level.First()->what);
}

}  // namespace homeward::eventstore
