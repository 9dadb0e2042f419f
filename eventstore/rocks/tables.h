// Table files held against the checksums of their blocks: a flipped byte in one is otherwise found only by whoever
// happens to read there.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_TABLES_H_
#define HOMEWARD_EVENTSTORE_ROCKS_TABLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/db.h"
#include "rocksdb/metadata.h"

namespace homeward::eventstore {

// The live tables of these families, the newest first.
std::vector<rocksdb::LiveFileMetaData> LiveTables(rocksdb::DB& db,
                                                  const std::vector<rocksdb::ColumnFamilyHandle*>& families);

// Every block of it. DATA_LOSS names the file and its family; `keys` may tell what its first and last key mean. A table
// that was merged into others meanwhile is no longer there to be compared: OK.
absl::Status CompareTable(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, const rocksdb::LiveFileMetaData& table,
                          absl::FunctionRef<std::string(std::string_view first, std::string_view last)> keys);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_TABLES_H_
