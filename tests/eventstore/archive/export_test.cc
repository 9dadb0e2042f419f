// Exports of a real log: written, resumed, read, verified. Forgeries are in forger_test.cc.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "eventstore/archive/bundle.h"
#include "eventstore/archive/export_reader.h"
#include "eventstore/archive/export_writer.h"
#include "eventstore/archive/layout.h"
#include "eventstore/archive/verifier.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/record_parts.h"
#include "tests/eventstore/archive/exported_log.h"

namespace homeward::eventstore {
namespace {

std::map<std::string, std::string> Files(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (file.is_regular_file()) {
      files[std::filesystem::relative(file.path(), directory).string()] = ReadAll(file.path().string());
    }
  }
  return files;
}

TEST(Layout, ThePathsOfTheSpecification) {
  EXPECT_EQ((BundleName{BundleKind::kHashes, 0, 1234067}.Path()), "tile/0/x001/x234/067");
  EXPECT_EQ((BundleName{BundleKind::kHashes, 2, 0, 1}.Path()), "tile/2/000.p/1");
  EXPECT_EQ((BundleName{BundleKind::kEntries, 0, 1000, 255}.Path()), "tile/entries/x001/000.p/255");
  EXPECT_EQ((BundleName{BundleKind::kRecords, 0, 999}.Path()), "records/999");
  for (const uint64_t index : {0ull, 7ull, 999ull, 1000ull, 999'999ull, 1'000'000ull, ~0ull}) {
    for (const uint32_t width : {1u, 112u, 255u, 256u}) {
      for (const BundleKind kind : {BundleKind::kHashes, BundleKind::kEntries, BundleKind::kRecords}) {
        const BundleName name{kind, kind == BundleKind::kHashes ? 63 : 0, index, width};
        EXPECT_EQ(BundleName::Parse(name.Path()), name) << name.Path();
      }
    }
  }
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/64/000",
                           "tile/00/000",
                           "tile/-1/000",
                           "tile/0/x000/000",
                           "tile/0/x01/000",
                           "tile/0/001/000",
                           "tile/0/x001/",
                           "tile/0/000.p",
                           "tile/0/000.p/",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/1/",
                           "tile/0/000/",
                           "/tile/0/000",
                           "tile/entries/000.p/x",
                           "tile/entries/0/000",
                           "records/1",
                           "records/00a",
                           "tile/0/../000",
                           "tile/0/x18/x446/x744/x073/x709/x551/616",
                           "tile/0/x018/x446/x744/x073/x709/x551/616",
                           "tile//000"}) {
    EXPECT_FALSE(BundleName::Parse(path).has_value()) << path;
  }
}

TEST(Export, OfARealLogIsWhole) {
  ExportedLog log;
  log.Publish(150);
  const ExportedItems items = log.Read();
  ASSERT_GT(items.size(), 520u);
  const TempDirectory directory;
  ASSERT_EQ(WriteExport(directory / "export", items, log.key), absl::OkStatus());
  const absl::StatusOr<VerifyReport> report = VerifyExport(directory / "export", log.options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(Say(report->tree), "ok");
  EXPECT_EQ(Say(report->records), "ok");
  EXPECT_EQ(Say(report->order), "ok");
  EXPECT_EQ(Say(report->agencies), "not checked");
  EXPECT_TRUE(report->ok());
  EXPECT_EQ(report->tree.checked, items.size());
  EXPECT_EQ(report->records.checked, items.size());
  EXPECT_EQ(report->order.checked, items.size());
  EXPECT_EQ(report->checkpoint.size, items.size());

  const absl::StatusOr<ExportReader> reader = ExportReader::Open(directory / "export");
  ASSERT_TRUE(reader.ok());
  uint64_t next = 250;
  EXPECT_TRUE(reader
                  ->ForEach(250, 300,
                            [&](Position position, const ExportedView& view) {
                              EXPECT_EQ(position.value, next++);
                              EXPECT_EQ(view.record, RecordOf(items[position.value - 1]));
                              return true;
                            })
                  .ok());
  EXPECT_EQ(next, 301u);
}

TEST(Export, OfEverySizeAroundATile) {
  ExportedLog log;
  log.Publish(80);
  const ExportedItems all = log.Read();
  ASSERT_GT(all.size(), 260u);
  for (const size_t size : {0, 1, 255, 256, 257}) {
    const TempDirectory directory;
    // Cut where it may cut a batch: then the records say so, and nothing else does.
    ASSERT_EQ(
        WriteExport(directory / "export", ExportedItems(all.begin(), all.begin() + static_cast<long>(size)), log.key),
        absl::OkStatus());
    const absl::StatusOr<VerifyReport> report = VerifyExport(directory / "export", log.options);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(Say(report->tree), "ok") << size;
    EXPECT_EQ(Say(report->order), "ok") << size;
  }
}

// However often it is resumed, and wherever it is cut off, the files are the same in the end.
TEST(Export, ResumedHasTheSameFilesAsInOneGo) {
  ExportedLog log;
  log.Publish(200);
  const ExportedItems items = log.Read();
  const TempDirectory directory;
  ASSERT_EQ(WriteExport(directory / "whole", items, log.key), absl::OkStatus());
  for (const size_t step : {1, 100, 256, 300}) {
    const std::string path = directory / ("steps" + std::to_string(step));
    for (size_t size = step; size < items.size() && size < 700; size += step == 1 ? 97 : step) {
      ASSERT_EQ(WriteExport(path, ExportedItems(items.begin(), items.begin() + static_cast<long>(size)), log.key),
                absl::OkStatus())
          << size;
    }
    {  // killed: without an end
      absl::StatusOr<std::unique_ptr<ExportWriter>> writer = ExportWriter::Open(path);
      ASSERT_TRUE(writer.ok()) << writer.status();
      for (size_t i = (*writer)->size(); i < items.size() - 20; ++i) {
        ASSERT_TRUE((*writer)->Append(items[i].entry, items[i].exported).ok());
      }
      EXPECT_FALSE(ExportWriter::Open(path).ok()) << "two writers";
    }
    ASSERT_EQ(WriteExport(path, items, log.key), absl::OkStatus());
    EXPECT_EQ(Files(path), Files(directory / "whole")) << step;
  }
}

TEST(Export, RefusesToEndInAnotherLog) {
  ExportedLog log, other;
  log.Publish(30);
  other.Publish(40);
  const ExportedItems items = log.Read(), others = other.Read();
  const TempDirectory directory;
  const std::string path = directory / "export";
  ASSERT_EQ(WriteExport(path, items, log.key), absl::OkStatus());
  const auto before = Files(path);
  {
    absl::StatusOr<std::unique_ptr<ExportWriter>> writer = ExportWriter::Open(path);
    ASSERT_TRUE(writer.ok()) << writer.status();
    EXPECT_EQ((*writer)->size(), items.size());
    ASSERT_TRUE((*writer)->previous().has_value());
    for (size_t i = items.size(); i < others.size(); ++i) {
      ASSERT_TRUE((*writer)->Append(others[i].entry, others[i].exported).ok());
    }
    const std::string checkpoint = CheckpointBytes(others.size(), RootOf(others, others.size()), log.key);
    const absl::Status refused = (*writer)->Finish(checkpoint, "{}");
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_NE(refused.message().find("another log"), absl::string_view::npos) << refused;
    EXPECT_FALSE((*writer)->Finish(CheckpointBytes(7, {}, log.key), "{}").ok()) << "another size";
  }
  EXPECT_EQ(ReadAll(path + "/checkpoint"), before.at("checkpoint"));
  EXPECT_TRUE(VerifyExport(path, log.options)->ok());
}

TEST(Export, GoesOnOnlyWithAnExportThatLeadsToItsCheckpoint) {
  ExportedLog log;
  log.Publish(80);
  const TempDirectory directory;
  const std::string path = directory / "export";
  ASSERT_EQ(WriteExport(path, log.Read(), log.key), absl::OkStatus());
  std::string tile = ReadAll(path + "/tile/0/000");
  tile[5] ^= 1;
  WriteAll(path + "/tile/0/000", tile);
  EXPECT_EQ(ExportWriter::Open(path).status().code(), absl::StatusCode::kDataLoss);
  std::filesystem::create_directories(directory / "else");
  WriteAll(directory / "else/letter.txt", "something of somebody's");
  EXPECT_EQ(ExportWriter::Open(directory / "else").status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Export, WhatIsWithheldIsCountedAndItsBatchStillChecked) {
  ExportedLog log;
  log.Publish(60);
  ExportedItems items = log.Read();
  for (size_t i = 0; i < items.size(); i += 3) {
    RecordParts parts;
    const std::string record = RecordOf(items[i]);
    ASSERT_TRUE(SplitRecord(record, &parts));
    items[i].exported.clear();
    AppendWithheld(AsBytes(EventDigestOf(parts)), &items[i].exported);
  }
  const TempDirectory directory;
  ASSERT_EQ(WriteExport(directory / "export", items, log.key), absl::OkStatus());
  const VerifyReport report = *VerifyExport(directory / "export", log.options);
  EXPECT_EQ(Say(report.tree), "ok");
  EXPECT_EQ(Say(report.records), "ok");
  EXPECT_EQ(Say(report.order), "ok");
  EXPECT_EQ(report.records.skipped, (items.size() + 2) / 3);
  EXPECT_FALSE(report.records.note.empty());

  VerifyOptions whole = log.options;
  whole.whole = true;
  EXPECT_EQ(Say(VerifyExport(directory / "export", whole)->records), "1: the record is withheld");

  // A digest that is not the event's: the batch shows it, by the records of it that are there.
  items[3].exported.clear();
  AppendWithheld(std::string(32, 'x'), &items[3].exported);
  ASSERT_EQ(WriteExport(directory / "forged", items, log.key), absl::OkStatus());
  const VerifyReport forged = *VerifyExport(directory / "forged", log.options);
  EXPECT_EQ(Say(forged.tree), "ok");
  EXPECT_EQ(Say(forged.records), "4: the batch is not the one that its digest says");
}

TEST(Export, ThatIsNotThereCannotBeRead) {
  const ExportedLog log;
  const TempDirectory directory;
  EXPECT_EQ(VerifyExport(directory / "nothing", log.options).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace homeward::eventstore
