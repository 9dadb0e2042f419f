#include "tests/scenarios/symbols.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace homeward::scenario {
namespace {

constexpr size_t kProvinceDigits = 2;
constexpr char kProgrammePrefix[] = "gov";  // the steering office is one; its units stay where they are
constexpr size_t kRandomBytes = 10;         // of a person id

// SplitMix64's finaliser: spreads close inputs over all 64 bits.
uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// FNV-1a.
uint64_t HashText(absl::string_view text) {
  uint64_t h = 0xcbf29ce484222325;
  for (const unsigned char c : text) h = (h ^ c) * 0x100000001b3;
  return h;
}

std::string Bytes(uint64_t high, uint64_t low, size_t count) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(high >> shift);
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(low >> shift);
  return bytes.substr(0, count);
}

std::string FormatUuid(uint64_t high, uint64_t low, uint64_t version) {
  high = (high & ~0xf000ull) | version << 12;
  low = (low & 0x3fffffffffffffff) | 0x8000000000000000;
  const std::string h = absl::StrCat(absl::Hex(high, absl::kZeroPad16));
  const std::string l = absl::StrCat(absl::Hex(low, absl::kZeroPad16));
  return absl::StrCat(h.substr(0, 8), "-", h.substr(8, 4), "-", h.substr(12), "-", l.substr(0, 4), "-", l.substr(4));
}

}  // namespace

Symbols::Symbols(SymbolOptions options) : options_(std::move(options)) {}

uint64_t Symbols::Draw(absl::string_view name) const {
  return Mix(Mix(options_.seed) ^ HashText(absl::StrCat(options_.scenario, "/", name)));
}

std::string Symbols::Uuid(absl::string_view symbol) const {
  return FormatUuid(Draw(absl::StrCat("uuid/", symbol)), Draw(absl::StrCat("uuid/low/", symbol)), 4);
}

std::string Symbols::PersonId(absl::string_view symbol) const {
  return options_.person_ids.FromRandom(
      eventstore::IdKind::kPerson,
      Bytes(Draw(absl::StrCat("person/", symbol)), Draw(absl::StrCat("person/low/", symbol)), kRandomBytes));
}

std::string Symbols::ServiceId(absl::string_view symbol) const {
  return options_.person_ids.FromRandom(
      eventstore::IdKind::kServiceUser,
      Bytes(Draw(absl::StrCat("service/", symbol)), Draw(absl::StrCat("service/low/", symbol)), kRandomBytes));
}

std::string Symbols::MakeEventId(int64_t recorded_us, absl::string_view ordinal) const {
  const uint64_t ms = static_cast<uint64_t>(recorded_us / 1000);
  const uint64_t random = Draw(absl::StrCat("event/", ordinal));
  return FormatUuid(ms << 16 | (random & 0xfff), Draw(absl::StrCat("event/low/", ordinal)), 7);
}

const std::string* Symbols::EventId(const std::string& label) const {
  const auto it = events_.find(label);
  return it == events_.end() ? nullptr : &it->second;
}

std::string Symbols::Unit(absl::string_view unit) const {
  const size_t dot = unit.find('.');
  if (dot == absl::string_view::npos || unit.substr(0, dot) == kProgrammePrefix ||
      dot + 1 + kProvinceDigits > unit.size())
    return std::string(unit);
  return absl::StrCat(unit.substr(0, dot + 1), Province(unit.substr(dot + 1, kProvinceDigits)),
                      unit.substr(dot + 1 + kProvinceDigits));
}

std::string Symbols::Province(absl::string_view code) const {
  const auto it = options_.provinces.find(std::string(code));
  return it == options_.provinces.end() ? std::string(code) : it->second;
}

std::string Symbols::Commune(absl::string_view code) const {
  return absl::StrCat(Province(code.substr(0, kProvinceDigits)), code.substr(std::min(kProvinceDigits, code.size())));
}

}  // namespace homeward::scenario
