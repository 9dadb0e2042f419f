// Scenario symbols become ids, the same on every run and every machine.
//
//   Symbols symbols({.scenario = "J1", .seed = 7, .person_ids = ids});
//   symbols.Uuid("R1");      // a referral, a tip, a case, an official …
//   symbols.PersonId("P1");  // "p…", minted with the demo key
//   symbols.EventId("e5");   // of the event with as=e5
//
// Two scenarios, or two seeds, share no id. Not thread-safe while events are being named; afterwards read-only.
#ifndef HOMEWARD_TESTS_SCENARIOS_SYMBOLS_H_
#define HOMEWARD_TESTS_SCENARIOS_SYMBOLS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "eventstore/person_ids.h"

namespace homeward::scenario {

struct SymbolOptions {
  std::string scenario;                          // its name
  uint64_t seed = 0;                             // of the copy
  eventstore::PersonIds person_ids{{}};          // mints person and service ids
  std::map<std::string, std::string> provinces;  // as written → as placed; the absent stay as they are
};

class Symbols {
 public:
  explicit Symbols(SymbolOptions options);

  std::string Uuid(absl::string_view symbol) const;       // version 4 by form, drawn from the seed
  std::string PersonId(absl::string_view symbol) const;   // "p" and 26 digits
  std::string ServiceId(absl::string_view symbol) const;  // "s" and 26 digits

  // A UUIDv7 whose time is `recorded_us`; `ordinal` tells the scenario's events apart.
  std::string MakeEventId(int64_t recorded_us, absl::string_view ordinal) const;
  void NameEvent(const std::string& label, std::string id) { events_[label] = std::move(id); }
  const std::string* EventId(const std::string& label) const;  // null if no event bears the label

  std::string Unit(absl::string_view unit) const;      // soc.01.d2 in its place
  std::string Province(absl::string_view code) const;  // 01
  std::string Commune(absl::string_view code) const;   // 01.00004

  // 64 bits drawn from scenario, seed and name: the same name, the same bits.
  uint64_t Draw(absl::string_view name) const;

 private:
  SymbolOptions options_;
  std::map<std::string, std::string> events_;
};

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_SYMBOLS_H_
