#include "projections/projector/listed.h"

#include <utility>

#include "eventstore/bytes/bytes.h"

namespace homeward::projections {
namespace {

constexpr size_t kOverheadBytes = 128;  // of a subject: its node, and what strings take beside their characters

size_t BytesOf(const std::string& subject, const Listed& listed) {
  size_t bytes = subject.capacity() + listed.facts.capacity() + kOverheadBytes;
  for (const std::string& key : listed.keys) bytes += sizeof key + key.capacity();
  return bytes;
}

}  // namespace

void PutKept(std::string_view fact, std::string* facts) {
  eventstore::AppendBe32(static_cast<uint32_t>(fact.size()), facts);
  facts->append(fact);
}

bool TakeKept(std::string_view* facts, std::string_view* fact) {
  if (facts->empty()) return false;
  const size_t size = eventstore::ReadBe32(*facts);
  *fact = facts->substr(sizeof(uint32_t), size);
  facts->remove_prefix(sizeof(uint32_t) + size);
  return true;
}

bool RecentlyListed::Take(const std::string& subject, Listed* listed) {
  for (auto* generation : {&young_, &old_}) {
    auto it = generation->find(subject);
    if (it == generation->end()) continue;
    if (generation == &young_) young_bytes_ -= BytesOf(subject, it->second);
    *listed = std::move(it->second);
    generation->erase(it);
    return true;
  }
  return false;
}

void RecentlyListed::Put(const std::string& subject, Listed listed) {
  const size_t bytes = BytesOf(subject, listed);
  if (young_bytes_ + bytes > bytes_max_ / 2) {
    old_ = std::exchange(young_, {});
    young_bytes_ = 0;
  }
  young_bytes_ += bytes;
  young_.insert_or_assign(subject, std::move(listed));
}

}  // namespace homeward::projections
