// Which unit may still publish on persons: what governance events say of units dissolved and competences moved.
//
// An event that happened on or after the day on which its unit was dissolved, or lost the competence of its agency, is
// refused if it concerns a person; what happened before may be recorded and corrected for ever. This is the one part of
// the Gate that knows events by name.
#ifndef HOMEWARD_EVENTSTORE_GATE_COMPETENCE_H_
#define HOMEWARD_EVENTSTORE_GATE_COMPETENCE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

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
  struct Change {
    Micros from_us;
    bool holds;
  };
  void Add(const std::string& unit, const std::string& date, bool holds);

  std::map<std::string, std::vector<Change>> changes_;  // of each unit, in log order
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_COMPETENCE_H_
