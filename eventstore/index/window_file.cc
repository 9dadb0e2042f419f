#include "eventstore/index/window_file.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "eventstore/index/postings.h"
#include "eventstore/limits.h"
#include "eventstore/rocks/scan.h"
#include "eventstore/rocks/status.h"
#include "eventstore/rocks/take_in.h"
#include "proto/contract/text.h"
#include "proto/contract/wire.h"
#include "rocksdb/sst_file_writer.h"

namespace homeward::eventstore {
namespace {

using contract::Cat;

constexpr char kThroughKey[] = "through";
constexpr std::chrono::milliseconds kMergingPause{10};

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }

// Writes one file; rows must come in ascending order. Each window's files have names of their own: what was taken in is
// linked into the database before its first name goes, and where that stays (careful_files.h), writing under it again
// would be writing into the database's own file.
class TableFile {
 public:
  TableFile(const Ledger& ledger, IndexFamily family, const Window& window, const std::string& directory)
      : env_(*ledger.db().GetEnv()),
        handle_(ledger.family(family)),
        path_(Cat(directory, "/", handle_->GetName(), ".", window.after().value, ".sst")),
        writer_(rocksdb::EnvOptions(), ledger.db().GetOptions(handle_), handle_, /*invalidate_page_cache=*/false) {
    Note(writer_.Open(path_));
  }

  void Put(std::string_view key, std::string_view value) {
    if (!status_.ok()) return;
    Note(writer_.Put(ToSlice(key), ToSlice(value)));
    ++rows_;
  }

  // Adds the file to what is taken in, unless it is empty.
  absl::Status Finish(std::vector<rocksdb::IngestExternalFileArg>* taken) {
    if (rows_ == 0) {  // RocksDB makes no empty file
      env_.DeleteFile(path_).PermitUncheckedError();
      return status_;
    }
    if (status_.ok()) Note(writer_.Finish());
    if (!status_.ok()) return status_;
    rocksdb::IngestExternalFileArg& arg = taken->emplace_back();
    arg.column_family = handle_;
    arg.external_files = {path_};
    arg.options = TakeInOptions();
    arg.options.snapshot_consistency = false;  // nobody holds snapshots of the log
    return absl::OkStatus();
  }

 private:
  void Note(const rocksdb::Status& status) {
    if (status_.ok()) status_ = ToStatus(status, Cat("writing ", path_));
  }

  rocksdb::Env& env_;
  rocksdb::ColumnFamilyHandle* const handle_;
  const std::string path_;
  rocksdb::SstFileWriter writer_;
  size_t rows_ = 0;
  absl::Status status_;
};

template <typename Map>
std::vector<const typename Map::value_type*> Sorted(const Map& map) {
  std::vector<const typename Map::value_type*> rows;
  rows.reserve(map.size());
  for (const auto& row : map) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  return rows;
}

void PutIds(const Window& window, TableFile* file) {
  std::string value;
  for (const auto* row : Sorted(window.ids())) {
    value.clear();
    AppendBe64(window.after().value + row->second, &value);
    file->Put({reinterpret_cast<const char*>(row->first.data()), row->first.size()}, value);
  }
}

void PutSources(const Window& window, TableFile* file) {
  std::string value;
  for (const auto* row : Sorted(window.sources())) {
    value.clear();
    AppendBe64(row->second.sequence, &value);
    AppendBe64(row->second.position.value, &value);
    file->Put(row->first, value);
  }
}

// As a StreamRow serialises itself: what the Gate remembers is serialised already.
void AppendStreamRow(const StoredStream& stream, std::string* out) {
  using record::v1::StreamRow;
  contract::AppendVarintField(StreamRow::kRevisionFieldNumber, stream.revision.value, out);
  contract::AppendVarintField(StreamRow::kLastPositionFieldNumber, stream.last.value, out);
  contract::AppendLengthDelimited(StreamRow::kGateFieldNumber, stream.gate(), out);
}

// Both families that are sorted by names: the postings of all, the rows of streams.
void PutNames(const Window& window, TableFile* subjects, TableFile* streams) {
  std::vector<const Window::Name*> names;
  names.reserve(window.names().size());
  for (const Window::Name& name : window.names()) names.push_back(&name);
  std::sort(names.begin(), names.end(), [](const auto* a, const auto* b) { return a->text < b->text; });
  std::string key, value;
  std::vector<Position> positions;
  for (const Window::Name* name : names) {
    if (name->stream != nullptr) {
      value.clear();
      AppendStreamRow(*name->stream, &value);
      streams->Put(name->text.substr(1), value);
    }
    positions.clear();
    for (const uint32_t distance : name->distances) positions.push_back(Position(window.after().value + distance));
    for (size_t first = 0; first < positions.size(); first += kPostingsPerRow) {
      const size_t end = std::min(first + kPostingsPerRow, positions.size());
      key.assign(name->text);
      key.push_back('\0');
      AppendBe64(positions[end - 1].value, &key);
      EncodePostings(positions.data() + first, positions.data() + end, &value);
      subjects->Put(key, value);
    }
  }
}

absl::StatusOr<bool> IsEmpty(const Ledger& ledger, IndexFamily family) {
  bool empty = true;
  absl::Status status = LastRow(ledger.db(), ledger.family(family), [&](auto, auto) { empty = false; });
  if (!status.ok()) return status;
  return empty;
}

}  // namespace

std::vector<Family> IndexFamilies() {
  return {{"ids", FamilyKind::kWindowPoint},
          {"streams", FamilyKind::kWindowPoint},
          {"subjects", FamilyKind::kWindowPostings},
          {"sources", FamilyKind::kWindowPoint},
          {"indexed", FamilyKind::kWindowPoint}};
}

absl::Status WriteWindow(const Window& window, const Ledger& ledger, const std::string& directory) {
  std::vector<rocksdb::IngestExternalFileArg> taken;
  const auto write = [&](IndexFamily family, auto put) {
    TableFile file(ledger, family, window, directory);
    put(&file);
    return file.Finish(&taken);
  };
  absl::Status status = write(kIds, [&](TableFile* file) { PutIds(window, file); });
  if (status.ok()) status = write(kSources, [&](TableFile* file) { PutSources(window, file); });
  if (status.ok()) {
    TableFile subjects(ledger, kSubjects, window, directory), streams(ledger, kStreams, window, directory);
    PutNames(window, &subjects, &streams);
    status = subjects.Finish(&taken);
    if (status.ok()) status = streams.Finish(&taken);
  }
  if (status.ok()) {
    status = write(kIndexed, [&](TableFile* file) { file->Put(kThroughKey, Be64(window.last().value)); });
  }
  if (!status.ok()) return status;
  return ToStatus(ledger.db().IngestExternalFiles(taken), "taking in a window of the index");
}

void AwaitMerging(const Ledger& ledger, absl::FunctionRef<bool()> going) {
  const auto number = [&](size_t family, const std::string& property) {
    std::string value;
    return ledger.db().GetProperty(ledger.family(family), property, &value) ? std::atoi(value.c_str()) : 0;
  };
  for (const size_t family : {kIds, kStreams, kSubjects, kSources, kIndexed}) {
    while (going() && number(family, rocksdb::DB::Properties::kBackgroundErrors) == 0 &&
           number(family, rocksdb::DB::Properties::kNumFilesAtLevelPrefix + "0") > kWindowFilesAtMost) {
      std::this_thread::sleep_for(kMergingPause);
    }
  }
}

absl::Status ClearWindowFiles(const Ledger& ledger, const std::string& directory) {
  rocksdb::Env& env = *ledger.db().GetEnv();
  rocksdb::Status status = env.CreateDirIfMissing(directory);
  std::vector<std::string> files;
  if (status.ok()) status = env.GetChildren(directory, &files);
  for (const std::string& file : files) {
    if (status.ok() && file != "." && file != "..") status = env.DeleteFile(Cat(directory, "/", file));
  }
  return ToStatus(status, Cat("clearing ", directory));
}

absl::StatusOr<Position> IndexedThrough(const Ledger& ledger) {
  std::string value;
  const rocksdb::Status got = ledger.db().Get({}, ledger.family(kIndexed), kThroughKey, &value);
  if (got.IsNotFound()) return Position(0);
  if (!got.ok()) return ToStatus(got, "reading how far the index reaches");
  // Every event has an id and a stream, which is posted among the subjects: a family without a row was emptied by
  // someone.
  for (const IndexFamily family : {kIds, kStreams, kSubjects}) {
    const absl::StatusOr<bool> empty = IsEmpty(ledger, family);
    if (!empty.ok()) return empty.status();
    if (*empty) return Position(0);
  }
  return Position(ReadBe64(value));
}

}  // namespace homeward::eventstore
