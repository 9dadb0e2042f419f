#include "projections/projector/list_batch.h"

#include <cstring>

#include "projections/projector/kept_fact.h"
#include "projections/projector/list_fold.h"

namespace homeward::projections {
namespace {

google::protobuf::ArenaOptions LargeBlocks() {
  google::protobuf::ArenaOptions options;
  options.start_block_size = size_t{64} << 10;
  options.max_block_size = size_t{1} << 20;
  return options;
}

}  // namespace

ListBatch::ListBatch(const ListFold* fold) : fold_(fold), bytes_(LargeBlocks()) {}

std::string_view ListBatch::Store(std::string_view bytes) {
  char* to = google::protobuf::Arena::CreateArray<char>(&bytes_, bytes.size());
  std::memcpy(to, bytes.data(), bytes.size());
  return {to, bytes.size()};
}

absl::Status ListBatch::Add(const LoggedEvent& event) {
  const eventstore::RecordView& record = event.record();
  if (!fold_->Wants(record.type, record.stream, record.subjects)) return absl::OkStatus();
  // It is parsed only where keys are derived; that it can be is asked where the reading can still be stopped.
  if (contract::Contract::Get().FindEvent(record.type) == nullptr) return eventstore::ParseEvent(record).status();
  kept_.clear();
  AppendKeptFact(record, &kept_);
  const std::string_view fact = Store(kept_);
  for (const std::string_view subject : record.subjects) {
    if (!fold_->IsOurs(subject)) continue;
    auto found = changed_.find(subject);
    if (found == changed_.end()) found = changed_.try_emplace(Store(subject)).first;
    found->second.push_back(fact);
  }
  return absl::OkStatus();
}

}  // namespace homeward::projections
