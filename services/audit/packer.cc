#include "services/audit/packer.h"

#include "proto/contract/wire.h"
#include "services/limits.h"

namespace homeward::services {

using audit::v1::ReplayItem;
using audit::v1::ReplayResponse;

void Packer::Add(const ReplayItem& item) {
  const std::string bytes = item.SerializeAsString();
  Begin(bytes.size());
  contract::AppendLengthDelimited(ReplayResponse::kItemsFieldNumber, bytes, &bytes_);
}

void Packer::AddEvent(std::string_view recorded) {
  const size_t item = contract::HeaderBytes(ReplayItem::kEventFieldNumber, recorded.size()) + recorded.size();
  Begin(item);
  contract::AppendHeader(ReplayResponse::kItemsFieldNumber, item, &bytes_);
  contract::AppendLengthDelimited(ReplayItem::kEventFieldNumber, recorded, &bytes_);
}

void Packer::Begin(size_t bytes) {
  if (items_ >= kReplayItemsMax || (items_ > 0 && bytes_.size() + bytes > kReplayBytesMax)) Flush();
  ++items_;
}

void Packer::Flush() {
  if (items_ == 0) return;
  const grpc::Slice slice(bytes_);
  responses_->emplace_back(&slice, 1);
  bytes_.clear();
  items_ = 0;
}

}  // namespace homeward::services
