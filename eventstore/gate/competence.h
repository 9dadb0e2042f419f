// Which unit may still publish: what governance events say of units dissolved and competences moved.
//
// An event that happened on or after the day on which its unit was dissolved is refused if it concerns a person or
// counts what was done at a place; so is one on a person by a unit that lost the competence of its agency, and one that
// counts by a unit that lost that for prevention. What happened before may be recorded and corrected for ever.
#ifndef HOMEWARD_EVENTSTORE_GATE_COMPETENCE_H_
#define HOMEWARD_EVENTSTORE_GATE_COMPETENCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "eventstore/types.h"
#include "proto/contract/event.h"
#include "proto/contract/violation.h"

namespace homeward::eventstore {

// Whether events of governance are kept in this stream ("admin_unit/gov.01/…").
bool IsGovernanceStream(std::string_view stream);

// One thread at a time.
class Competence {
 public:
  // In log order. Events that say nothing of units are passed over.
  void Apply(const contract::Event& event);

  // Anew, from a history with corrections and retractions in it.
  static Competence Of(const std::vector<const contract::Event*>& history);

  // COMPETENCE_NOT_HELD, if the event's unit may not publish it.
  void Check(const contract::Event& event, int event_index, contract::Violations* violations) const;

 private:
  enum class About { kPersons, kPlaces };  // whom an event is about
  struct Change {
    About about;
    Micros from_us;
    bool holds;
  };
  void Add(const std::string& unit, About about, const std::string& date, bool holds);
  void AddBoth(const std::string& unit, const std::string& date, bool holds);

  absl::flat_hash_map<std::string, std::vector<Change>> changes_;  // of each unit, in log order
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_COMPETENCE_H_
