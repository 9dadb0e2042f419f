// A tally: what is kept of one counted event, as bytes of a view's family.
//
//   t be32(type) province be64(time) event id   →   be32(n) n × (be64(from) be64(until))  area \0 unit \0 (name \0
//   value \0)…
//
// From and until are positions of the log between which the event stood; until is 0 where it still does.
#ifndef HOMEWARD_PROJECTIONS_TALLIES_TALLY_H_
#define HOMEWARD_PROJECTIONS_TALLIES_TALLY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "projections/facts/fact.h"

namespace homeward::projections {

inline constexpr std::string_view kTalliesView = "tallies";
inline constexpr char kTallyRow = 't';

// The event stood after `from` was recorded, and no longer after `until`; 0: it still does.
struct Stood {
  Position from, until;
};

struct Tally {
  uint32_t type = 0;
  std::string province;  // two digits
  Micros time_us = 0;
  std::string event_id;
  std::vector<Stood> stood;
  std::string area;  // "adm.…", as it was named then
  std::string unit;
  std::vector<std::pair<std::string, std::string>> fields;  // by name

  // Empty where there is none of that name.
  std::string_view Field(std::string_view name) const;
  int64_t Number(std::string_view name) const;  // 0 where it is none
  bool StoodAt(Position position) const;
};

// Whether events of that type are counted; any thread.
bool IsCounted(uint32_t type);
// Whether a stream of that kind ("tip" of "tip/pol.01/…") holds counted events.
bool HoldsCounted(std::string_view stream);

// Of a counted event; `stood` is left empty. Pure.
Tally TallyOf(const Fact& fact);

std::string TallyKey(const Tally& tally);
std::string TallyValue(const Tally& tally);
// What every key of a type and province begins with.
std::string TallyPrefix(uint32_t type, std::string_view province);
// Where the times from `time_us` on begin.
std::string TallyStart(uint32_t type, std::string_view province, Micros time_us);
// False: the bytes are no row.
bool ReadTally(std::string_view key, std::string_view value, Tally* tally);
// The row's value without positions: what a digest is taken of.
std::string TallyDigestValue(std::string_view value);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_TALLIES_TALLY_H_
