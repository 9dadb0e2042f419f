#include "eventstore/archive/layout.h"

#include "eventstore/tree/tree.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr std::string_view kPartial = ".p/";

// Decimal of at most `max`, no leading zero. Nothing if it is anything else.
std::optional<uint64_t> ParseDecimal(std::string_view text, uint64_t max) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
    if (value > max) return std::nullopt;
  }
  return value;
}

// Groups of three digits, all but the last behind an x.
std::string IndexPath(uint64_t index) {
  std::string path;
  for (; index > 0 || path.empty(); index /= 1000) {
    std::string group = std::to_string(index % 1000);
    group.insert(0, 3 - group.size(), '0');
    path = path.empty() ? group : contract::Cat("x", group, "/", path);
  }
  return path;
}

std::optional<uint64_t> ParseIndex(std::string_view path) {
  uint64_t index = 0;
  for (bool first = true;; first = false) {
    const size_t slash = path.find('/');
    const bool last = slash == std::string_view::npos;
    std::string_view group = path.substr(0, slash);
    if (!last) {
      if (!group.starts_with('x')) return std::nullopt;
      group.remove_prefix(1);
      path.remove_prefix(slash + 1);
    }
    if (group.size() != 3) return std::nullopt;
    uint64_t value = 0;
    for (const char c : group) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + static_cast<uint64_t>(c - '0');
    }
    if (first && !last && value == 0) return std::nullopt;  // a group too many
    if (index > (UINT64_MAX - value) / 1000) return std::nullopt;
    index = index * 1000 + value;
    if (last) return index;
  }
}

}  // namespace

std::string BundleName::Path() const {
  const std::string place = kind == BundleKind::kRecords   ? "records"
                            : kind == BundleKind::kEntries ? "tile/entries"
                                                           : contract::Cat("tile/", level);
  const std::string path = contract::Cat(place, "/", IndexPath(index));
  return width == kTileHashes ? path : contract::Cat(path, kPartial, width);
}

std::optional<BundleName> BundleName::Parse(std::string_view path) {
  BundleName name;
  const auto take = [&](std::string_view prefix) {
    const bool has = path.starts_with(prefix);
    if (has) path.remove_prefix(prefix.size());
    return has;
  };
  if (take("records/")) {
    name.kind = BundleKind::kRecords;
  } else if (take("tile/entries/")) {
    name.kind = BundleKind::kEntries;
  } else if (take("tile/")) {
    const size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::optional<uint64_t> level = ParseDecimal(path.substr(0, slash), kTileLevelMax);
    if (!level) return std::nullopt;
    name.level = static_cast<int>(*level);
    path.remove_prefix(slash + 1);
  } else {
    return std::nullopt;
  }
  if (const size_t partial = path.find(kPartial); partial != std::string_view::npos) {
    const std::optional<uint64_t> width = ParseDecimal(path.substr(partial + kPartial.size()), kTileHashes - 1);
    if (!width || *width == 0) return std::nullopt;
    name.width = static_cast<uint32_t>(*width);
    path = path.substr(0, partial);
  }
  const std::optional<uint64_t> index = ParseIndex(path);
  if (!index) return std::nullopt;
  name.index = *index;
  return name;
}

}  // namespace homeward::eventstore
