// The log's own words as distinct types: a Position is no Revision, and swapping two does not compile.
#ifndef HOMEWARD_EVENTSTORE_TYPES_H_
#define HOMEWARD_EVENTSTORE_TYPES_H_

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace homeward::eventstore {

// A number that does not convert into another number.
template <typename Tag>
struct Counter {
  uint64_t value = 0;

  constexpr Counter() = default;
  constexpr explicit Counter(uint64_t v) : value(v) {}
  constexpr Counter next() const { return Counter(value + 1); }
  constexpr auto operator<=>(const Counter&) const = default;
};

using Position = Counter<struct PositionTag>;  // place in the log: gap-free from 1; 0 is "before the first"
using Revision = Counter<struct RevisionTag>;  // place in a stream: gap-free from 1; 0 is "no stream yet"

// A name that does not convert into another name.
template <typename Tag>
struct Name {
  std::string value;

  Name() = default;
  explicit Name(std::string v) : value(std::move(v)) {}
  explicit Name(std::string_view v) : value(v) {}
  explicit Name(const char* v) : value(v) {}
  auto operator<=>(const Name&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const Name& n) {
    return H::combine(std::move(h), n.value);
  }
};

using StreamId = Name<struct StreamTag>;  // "kind/unit/key"
using Subject = Name<struct SubjectTag>;  // "kind:id"

using Hash = std::array<uint8_t, 32>;     // SHA-256
using EventId = std::array<uint8_t, 16>;  // the UUID's bytes

// Microseconds since the Unix epoch, UTC.
using Micros = int64_t;

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_TYPES_H_
