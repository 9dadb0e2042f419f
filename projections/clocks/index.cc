#include "projections/clocks/index.h"

#include <algorithm>

#include "eventstore/bytes/bytes.h"
#include "projections/lists/listing.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using eventstore::Be64;
using eventstore::ReadBe64;

constexpr char kByStart = 's', kByDue = 'd';
constexpr size_t kTimeBytes = 8;

std::string Time(Micros us) { return Be64(static_cast<uint64_t>(us)); }

bool TakeTime(std::string_view* rest, Micros* us) {
  if (rest->size() < kTimeBytes) return false;
  *us = static_cast<Micros>(ReadBe64(*rest));
  rest->remove_prefix(kTimeBytes);
  return true;
}

bool TakeWord(std::string_view* rest, std::string* word) {
  const size_t end = rest->find('|');
  if (end == std::string_view::npos) return false;
  *word = std::string(rest->substr(0, end));
  rest->remove_prefix(end + 1);
  return true;
}

void AddKeys(const ListedClock& listed, std::vector<std::string>* keys) {
  const Clock& clock = listed.clock;
  const bool ended = clock.done_us != 0 && !listed.doubtful;
  std::string rest;
  if (ended) {
    rest = Time(clock.done_us) + Time(clock.start_us) + Time(clock.due_us) + Time(clock.recorded_us) + clock.unit;
  } else {
    rest = clock.due_us == 0 ? kByStart + Time(clock.start_us) : kByDue + Time(clock.due_us) + Time(clock.start_us);
    rest += clock.unit;
    if (listed.doubtful) rest += "|" + Time(clock.done_us) + clock.done_by;
  }
  const ClockSection section = ended             ? ClockSection::kEnded
                               : clock.suspended ? ClockSection::kSuspended
                                                 : ClockSection::kRunning;
  keys->push_back(ClockPrefix(ScopeOfUnit(clock.unit), section, clock.code, clock.crime_class) + rest);
}

}  // namespace

std::vector<std::string> ClockIndexKeys(const std::vector<ListedClock>& clocks) {
  std::vector<std::string> keys;
  for (const ListedClock& listed : clocks) AddKeys(listed, &keys);
  return keys;
}

std::vector<std::string> ClockIndexKeys(const std::vector<Clock>& clocks) {
  std::vector<std::string> keys;
  for (const Clock& clock : clocks) AddKeys({clock}, &keys);
  return keys;
}

std::vector<ListedClock> ListClocks(std::vector<Clock> addressed, const std::vector<Clock>& anybody) {
  const auto same = [](const Clock& a, const Clock& b) { return a.code == b.code && a.start_us == b.start_us; };
  std::vector<ListedClock> listed;
  for (Clock& clock : addressed) listed.push_back({std::move(clock)});
  for (const Clock& other : anybody) {
    const auto known =
        std::find_if(listed.begin(), listed.end(), [&](const ListedClock& l) { return same(l.clock, other); });
    if (known == listed.end()) {
      listed.push_back({other});
    } else if (known->clock.done_us == 0 && other.done_us != 0) {
      known->clock.done_us = other.done_us;
      known->clock.done_by = other.done_by;
      known->doubtful = true;
    }
  }
  return listed;
}

std::string ClockPrefix(std::string_view scope, ClockSection section) {
  return ListPrefix(kClockList, scope, static_cast<char>(section));
}

std::string ClockPrefix(std::string_view scope, ClockSection section, std::string_view code,
                        std::string_view crime_class) {
  return contract::Cat(ClockPrefix(scope, section), code, "|", crime_class, "|");
}

bool ParseClockKey(std::string_view rest, ClockSection section, ListedClock* listed) {
  *listed = ListedClock();
  Clock& clock = listed->clock;
  if (!TakeWord(&rest, &clock.code) || !TakeWord(&rest, &clock.crime_class)) return false;
  if (section == ClockSection::kEnded) {
    if (!TakeTime(&rest, &clock.done_us) || !TakeTime(&rest, &clock.start_us) || !TakeTime(&rest, &clock.due_us) ||
        !TakeTime(&rest, &clock.recorded_us))
      return false;
    clock.unit = std::string(rest);
    return true;
  }
  if (rest.empty()) return false;
  const char kind = rest[0];
  rest.remove_prefix(1);
  if (kind == kByDue && !TakeTime(&rest, &clock.due_us)) return false;
  if (!TakeTime(&rest, &clock.start_us)) return false;
  clock.suspended = section == ClockSection::kSuspended;
  listed->doubtful = TakeWord(&rest, &clock.unit);
  if (!listed->doubtful) {
    clock.unit = std::string(rest);
    return true;
  }
  if (!TakeTime(&rest, &clock.done_us)) return false;
  clock.done_by = std::string(rest);
  return true;
}

}  // namespace homeward::projections
