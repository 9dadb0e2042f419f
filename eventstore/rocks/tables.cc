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

absl::Status CompareTable(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, const rocksdb::LiveFileMetaData& table,
                          absl::FunctionRef<std::string(std::string_view, std::string_view)> keys) {
  const std::string path = contract::Cat(table.directory, "/", table.relative_filename);
  rocksdb::SstFileReader reader(db.GetOptions(family));
  rocksdb::Status status = reader.Open(path);
  rocksdb::ReadOptions options;
  options.readahead_size = kReplayReadaheadBytes;
  if (status.ok()) status = reader.VerifyChecksum(options);
  if (status.ok() || status.IsPathNotFound()) return absl::OkStatus();
  const std::string covers = keys(table.smallestkey, table.largestkey);
  return ToStatus(status, contract::Cat(path, " (", table.column_family_name, covers.empty() ? "" : ", ", covers,
                                        ") differs from its checksums"));
}

}  // namespace homeward::eventstore
