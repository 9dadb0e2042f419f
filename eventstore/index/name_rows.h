// Rows of one name after the other, by one iterator: to make one costs as much as to seek in it, and of the names that
// are asked for together most have no row at all, which a filter in memory says.
#ifndef HOMEWARD_EVENTSTORE_INDEX_NAME_ROWS_H_
#define HOMEWARD_EVENTSTORE_INDEX_NAME_ROWS_H_

#include <memory>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "eventstore/types.h"
#include "rocksdb/db.h"

namespace homeward::eventstore {

// One thread; shows the family as it was at the first Visit. Drop it soon: it pins files.
class NameRows {
 public:
  // `family`: of postings. Both outlive it.
  NameRows(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) : db_(db), family_(family) {}

  // The name's rows that have positions after `after`, in order, until `visit` returns false. The bytes live during the
  // call only.
  absl::Status Visit(std::string_view name, Position after,
                     absl::FunctionRef<bool(std::string_view key, std::string_view value)> visit);

 private:
  rocksdb::DB& db_;
  rocksdb::ColumnFamilyHandle* const family_;
  std::unique_ptr<rocksdb::Iterator> it_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_INDEX_NAME_ROWS_H_
