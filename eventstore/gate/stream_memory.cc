#include "eventstore/gate/stream_memory.h"

#include "eventstore/bytes/utf8.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/wire.h"

namespace homeward::eventstore {
namespace {

using contract::WireField;
using contract::WireWalk;
using record::v1::GateState;

// Of an entry of a protobuf map.
constexpr uint32_t kKeyField = 1;
constexpr uint32_t kValueField = 2;

static_assert(static_cast<int>(StreamMemory::Part::kStates) == GateState::kStatesFieldNumber);
static_assert(static_cast<int>(StreamMemory::Part::kBefore) == GateState::kBeforeFieldNumber);
static_assert(static_cast<int>(StreamMemory::Part::kCounts) == GateState::kCountsFieldNumber);
static_assert(static_cast<int>(StreamMemory::Part::kSlots) == GateState::kSlotsFieldNumber);

}  // namespace

bool StreamMemory::Parse(std::string_view bytes) {
  text_.assign(bytes);
  entries_.clear();
  last_time_us_ = 0;
  WireWalk walk(text_);
  for (WireField field; walk.Next(&field);) {
    if (field.number == GateState::kLastTimeUsFieldNumber) {
      last_time_us_ = static_cast<Micros>(field.varint);
    } else if (field.number <= GateState::kSlotsFieldNumber) {
      if (field.wire_type != contract::kLengthDelimited) return false;
      if (!ParseEntry(static_cast<Part>(field.number), field.body)) return false;
    }
  }
  return walk.ok();
}

bool StreamMemory::ParseEntry(Part part, std::string_view bytes) {
  Entry entry;
  entry.part = part;
  WireWalk walk(bytes);
  for (WireField field; walk.Next(&field);) {
    if (field.number == kKeyField) entry.key = PieceOf(field.body);
    if (field.number != kValueField) continue;
    entry.count = static_cast<uint32_t>(field.varint);
    entry.text = PieceOf(field.body);
  }
  if (!walk.ok() || !IsUtf8(View(entry.key)) || !IsUtf8(View(entry.text))) return false;
  const size_t at = IndexOf(part, View(entry.key));  // of two the later counts, as in any protobuf map
  if (at == entries_.size()) entries_.emplace_back();
  entries_[at] = entry;
  return true;
}

void StreamMemory::AppendTo(std::string* out) const {
  for (const Entry& entry : entries_) {
    const std::string_view key = View(entry.key), text = View(entry.text);
    const bool counts = entry.part == Part::kCounts;
    const size_t value_bytes =
        counts ? 1 + contract::VarintBytes(entry.count) : contract::HeaderBytes(kValueField, text.size()) + text.size();
    const size_t bytes = contract::HeaderBytes(kKeyField, key.size()) + key.size() + value_bytes;
    contract::AppendHeader(static_cast<uint32_t>(entry.part), bytes, out);
    contract::AppendLengthDelimited(kKeyField, key, out);
    if (counts) {
      contract::AppendVarintField(kValueField, entry.count, out);
    } else {
      contract::AppendLengthDelimited(kValueField, text, out);
    }
  }
  if (last_time_us_ == 0) return;
  contract::AppendVarintField(GateState::kLastTimeUsFieldNumber, static_cast<uint64_t>(last_time_us_), out);
}

std::string_view StreamMemory::Text(Part part, std::string_view key) const {
  const size_t at = IndexOf(part, key);
  return at == entries_.size() ? std::string_view() : View(entries_[at].text);
}

void StreamMemory::SetText(Part part, std::string_view key, std::string_view text) {
  Entry& entry = Make(part, key);
  if (View(entry.text) != text) entry.text = Keep(text);
}

void StreamMemory::Erase(Part part, std::string_view key) {
  const size_t at = IndexOf(part, key);
  if (at < entries_.size()) entries_.erase(entries_.begin() + at);
}

uint32_t StreamMemory::Count(std::string_view key) const {
  const size_t at = IndexOf(Part::kCounts, key);
  return at == entries_.size() ? 0 : entries_[at].count;
}

void StreamMemory::SetCount(std::string_view key, uint32_t count) { Make(Part::kCounts, key).count = count; }

StreamMemory::Piece StreamMemory::PieceOf(std::string_view within) const {
  if (within.empty()) return {};
  return {static_cast<uint32_t>(within.data() - text_.data()), static_cast<uint32_t>(within.size())};
}

StreamMemory::Piece StreamMemory::Keep(std::string_view text) {
  const Piece piece{static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(text.size())};
  text_.append(text);
  return piece;
}

size_t StreamMemory::IndexOf(Part part, std::string_view key) const {
  size_t at = 0;
  while (at < entries_.size() && (entries_[at].part != part || View(entries_[at].key) != key)) ++at;
  return at;
}

StreamMemory::Entry& StreamMemory::Make(Part part, std::string_view key) {
  const size_t at = IndexOf(part, key);
  if (at < entries_.size()) return entries_[at];
  Entry& entry = entries_.emplace_back();
  entry.part = part;
  entry.key = Keep(key);
  return entry;
}

}  // namespace homeward::eventstore
