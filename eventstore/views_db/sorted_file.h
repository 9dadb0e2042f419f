// Many rows at once: written as one sorted file that a family takes in, past memtable and flush.
#ifndef HOMEWARD_EVENTSTORE_VIEWS_DB_SORTED_FILE_H_
#define HOMEWARD_EVENTSTORE_VIEWS_DB_SORTED_FILE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/keyspace.h"
#include "rocksdb/db.h"

namespace homeward::eventstore {

// Makes the family's rows what `changes` say, durably; each key is there once, in ascending order. `path`: a file that
// is not there, on the database's disk. What the family was told before is flushed first: else a crash would take that
// back and leave these, checkpoint and all.
rocksdb::Status TakeInSorted(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, const std::string& path,
                             const std::vector<RowChange>& changes);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_VIEWS_DB_SORTED_FILE_H_
