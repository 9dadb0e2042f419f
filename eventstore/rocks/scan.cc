#include "eventstore/rocks/scan.h"

#include <memory>
#include <string>

#include "eventstore/rocks/status.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace

absl::Status ScanRows(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, rocksdb::ReadOptions options,
                      ScanRange range, absl::FunctionRef<bool(std::string_view, std::string_view)> visit) {
  const rocksdb::Slice end = ToSlice(range.end);
  if (!range.end.empty()) options.iterate_upper_bound = &end;
  std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(options, family));
  for (it->Seek(ToSlice(range.start)); it->Valid(); it->Next()) {
    if (!visit(ToView(it->key()), ToView(it->value()))) break;
  }
  return ToStatus(it->status(), contract::Cat("reading ", family->GetName()));
}

std::string AfterPrefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<uint8_t>(end.back()) == 0xff) end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

absl::Status LastRow(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                     absl::FunctionRef<void(std::string_view, std::string_view)> visit, std::string_view before) {
  std::unique_ptr<rocksdb::Iterator> it(db.NewIterator({}, family));
  if (before.empty()) {
    it->SeekToLast();
  } else {
    it->SeekForPrev(ToSlice(before));
  }
  if (it->Valid()) visit(ToView(it->key()), ToView(it->value()));
  return ToStatus(it->status(), contract::Cat("reading the last row of ", family->GetName()));
}

}  // namespace homeward::eventstore
