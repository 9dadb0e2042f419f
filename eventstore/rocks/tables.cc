#include "eventstore/rocks/tables.h"

#include <algorithm>
#include <utility>

#include "eventstore/rocks/options.h"
#include "eventstore/rocks/status.h"
#include "proto/contract/text.h"
#include "rocksdb/sst_file_reader.h"

namespace homeward::eventstore {

std::vector<rocksdb::LiveFileMetaData> LiveTables(rocksdb::DB& db,
                                                  const std::vector<rocksdb::ColumnFamilyHandle*>& families) {
  std::vector<rocksdb::LiveFileMetaData> tables;
  db.GetLiveFilesMetaData(&tables);
  std::erase_if(tables, [&](const rocksdb::LiveFileMetaData& table) {
    return std::none_of(families.begin(), families.end(), [&](rocksdb::ColumnFamilyHandle* family) {
      return family->GetName() == table.column_family_name;
    });
  });
  std::sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) { return a.file_number > b.file_number; });
  return tables;
}

absl::Status CompareTable(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                          const rocksdb::LiveFileMetaData& table, KeysOfTable keys) {
  const auto family = std::find_if(families.begin(), families.end(), [&](rocksdb::ColumnFamilyHandle* handle) {
    return handle->GetName() == table.column_family_name;
  });
  if (family == families.end()) return absl::OkStatus();
  const std::string path = contract::Cat(table.directory, "/", table.relative_filename);
  rocksdb::SstFileReader reader(db.GetOptions(*family));
  rocksdb::Status status = reader.Open(path);
  rocksdb::ReadOptions options;
  options.readahead_size = kReplayReadaheadBytes;
  if (status.ok()) status = reader.VerifyChecksum(options);
  if (status.ok() || status.IsPathNotFound()) return absl::OkStatus();
  const std::string covers = keys(table);
  return ToStatus(status, contract::Cat(path, " (", table.column_family_name, covers.empty() ? "" : ", ", covers,
                                        ") differs from its checksums"));
}

absl::Status CompareNewestTables(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                                 uint64_t bytes_max, KeysOfTable keys) {
  uint64_t bytes = 0;
  for (const rocksdb::LiveFileMetaData& table : LiveTables(db, families)) {
    bytes += table.size;
    if (bytes > bytes_max) break;
    if (absl::Status status = CompareTable(db, families, table, keys); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
