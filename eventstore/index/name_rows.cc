#include "eventstore/index/name_rows.h"

#include <string>

#include "eventstore/bytes/bytes.h"
#include "eventstore/index/postings.h"
#include "eventstore/rocks/options.h"
#include "eventstore/rocks/status.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {

absl::Status NameRows::Visit(std::string_view name, Position after,
                             absl::FunctionRef<bool(std::string_view, std::string_view)> visit) {
  // The filter knows names, not rows: the iterator ends where another name would begin.
  if (it_ == nullptr) it_.reset(db_.NewIterator(OneNameOptions(), family_));
  const std::string start = PostingPrefix(name) + Be64(after.value + 1);
  for (it_->Seek(start); it_->Valid(); it_->Next()) {
    const rocksdb::Slice key = it_->key(), value = it_->value();
    if (PostingName({key.data(), key.size()}) != name) break;
    if (!visit({key.data(), key.size()}, {value.data(), value.size()})) break;
  }
  return ToStatus(it_->status(), contract::Cat("reading ", family_->GetName()));
}

}  // namespace homeward::eventstore
