#include "eventstore/index/postings.h"

#include <algorithm>
#include <optional>

#include "eventstore/bytes/bytes.h"

namespace homeward::eventstore {
namespace {

constexpr size_t kPositionBytes = 8;

void AppendVarint(uint64_t v, std::string* out) {
  for (; v >= 0x80; v >>= 7) out->push_back(static_cast<char>(v | 0x80));
  out->push_back(static_cast<char>(v));
}

// Takes a varint off the front; nothing if there is none.
std::optional<uint64_t> TakeVarint(std::string_view* bytes) {
  uint64_t v = 0;
  for (int shift = 0; shift < 64 && !bytes->empty(); shift += 7) {
    const uint8_t byte = static_cast<uint8_t>(bytes->front());
    bytes->remove_prefix(1);
    v |= uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return v;
  }
  return std::nullopt;
}

}  // namespace

std::string PostingPrefix(std::string_view name) {
  std::string prefix;
  prefix.reserve(name.size() + 1 + kPositionBytes);
  prefix.append(name);
  prefix.push_back('\0');
  return prefix;
}

std::string_view PostingName(std::string_view key) {
  if (key.size() < kPositionBytes + 1 || key[key.size() - kPositionBytes - 1] != '\0') return {};
  return key.substr(0, key.size() - kPositionBytes - 1);
}

void EncodePostings(const Position* first, const Position* end, std::string* out) {
  out->clear();
  for (const Position* p = end - 1; p != first; --p) AppendVarint(p->value - (p - 1)->value, out);
}

absl::Status DecodePostings(std::string_view key, std::string_view value, std::vector<Position>* out) {
  const absl::Status unreadable = absl::DataLossError("a row of subjects is unreadable");
  if (PostingName(key).empty()) return unreadable;
  uint64_t position = ReadBe64(key.substr(key.size() - kPositionBytes));
  out->assign(1, Position(position));
  while (!value.empty()) {
    const std::optional<uint64_t> distance = TakeVarint(&value);
    if (!distance || *distance == 0 || *distance >= position) return unreadable;
    position -= *distance;
    out->push_back(Position(position));
  }
  std::reverse(out->begin(), out->end());
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
