// A fact: one recorded event as the folds see it.
//
// What a view shows for a subject is a pure function of the set of its facts in this order, so it cannot depend on the
// order in which they arrived: positions take no part in the order.
#ifndef HOMEWARD_PROJECTIONS_FACTS_FACT_H_
#define HOMEWARD_PROJECTIONS_FACTS_FACT_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/log_event.h"
#include "eventstore/types.h"
#include "proto/contract/event.h"

namespace homeward::projections {

using eventstore::Micros;
using eventstore::Position;

// Immutable; cheap to copy; any thread may read it.
struct Fact {
  // What lies beside the event and is shared by the fact's copies.
  struct About {
    std::string stream;
    mutable std::once_flag once;                // few ask for subjects
    mutable std::vector<std::string> subjects;  // of Subjects()
  };

  std::shared_ptr<const contract::Event> event;  // type and payload are never null
  std::shared_ptr<const About> about;
  std::string_view stream, key;  // of `about` and of the event
  contract::Agency agency = contract::Agency::AGENCY_UNSPECIFIED;
  uint8_t precedence = 0;  // Precedence(name())
  uint64_t revision = 0;
  Position position;
  Micros appended_us = 0;
  Micros time_us = 0;
  Micros recorded_us = 0;

  const std::string& id() const { return event->envelope->id(); }
  const std::string& unit() const { return event->envelope->unit(); }
  const std::string& corrects() const { return event->envelope->corrects(); }
  const std::string& name() const { return event->type->short_name; }  // "ReferralSent"
  bool Is(std::string_view short_name) const { return name() == short_name; }
  std::string_view StreamKind() const { return stream.substr(0, stream.find('/')); }

  // "kind:id" of what the event itself is about; an event it corrects, retracts or disputes is not among them.
  const std::vector<std::string>& Subjects() const;
  bool IsAbout(std::string_view subject) const;

  // The event that this one corrects, retracts or disputes; empty if none.
  std::string Target() const;
  bool IsRetraction() const { return Is("EventRetracted"); }
  bool IsDispute() const { return Is("EventDisputed"); }

  // The value of a field of the payload or, where it has none of that name, of its person sections: enum values by
  // name, the first item of a repeated field; empty where unset. So a field may move into a section without a change
  // here.
  std::string Text(std::string_view field) const;
  std::vector<std::string> Texts(std::string_view field) const;  // of a repeated field
  // As Text, an enum's value in lower case without its prefix: "no_capacity"; empty where unspecified.
  std::string Code(std::string_view field) const;
  std::vector<std::string> Codes(std::string_view field) const;
  int64_t Number(std::string_view field) const;  // 0 where unset
  bool Flag(std::string_view field) const;
  Micros Time(std::string_view field) const;  // of a Timestamp or an ISO date (its end in Viet Nam); 0 where unset
};

using Facts = std::vector<Fact>;

Fact MakeFact(const eventstore::LogEventPtr& event);
// The same from its parts; positions are left at zero.
Fact MakeFact(std::shared_ptr<const contract::Event> event, contract::Agency agency, std::string stream,
              uint64_t revision);

// (time, precedence, agency, stream, revision, id): total, and free of positions.
bool Before(const Fact& a, const Fact& b);
void Sort(Facts* facts);  // sorts, and drops doubles

// Breaks ties between agencies at one time: first contact before what rests on it, a paper after the finding that it
// certifies, endings last.
uint8_t Precedence(std::string_view short_name);

// Bytes that sort as Before() does.
std::string OrderKey(const Fact& fact);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_FACTS_FACT_H_
