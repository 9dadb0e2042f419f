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

// What a table's first and last key mean to people; may be empty.
using KeysOfTable = absl::FunctionRef<std::string(const rocksdb::LiveFileMetaData& table)>;

// Every block of a table of one of these families. DATA_LOSS names the file, its family and its keys. A table that was
// merged into others meanwhile is no longer there to be compared: OK.
absl::Status CompareTable(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                          const rocksdb::LiveFileMetaData& table, KeysOfTable keys);

// Likewise the tables of these families, the newest first, up to so many bytes.
absl::Status CompareNewestTables(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                                 uint64_t bytes_max, KeysOfTable keys);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_TABLES_H_
