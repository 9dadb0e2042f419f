// Facts for tests, written as text: Facts history = Say({{"pol.01", 0, "referral_sent {…}"}, …}).
#ifndef HOMEWARD_TESTS_PROJECTIONS_SUPPORT_FACTS_H_
#define HOMEWARD_TESTS_PROJECTIONS_SUPPORT_FACTS_H_

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "projections/exchanges/exchange.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

inline constexpr char kPerson[] = "p00000000000000000000000001";
inline constexpr Micros kDay0 = 1'740'960'000'000'000;  // 2025-03-03 07:00 in Viet Nam, a Monday
inline constexpr Micros kDay = 86'400'000'000;

// One event: who, on which day, what; text of the payload's oneof field with $P for the person.
struct Said {
  std::string unit;
  double day = 0;
  std::string text;
  double recorded_day = -1;  // -1: twenty minutes after it happened
  int id = 0;                // 0: the place in the list, from 1
  int corrects = 0;
};

std::string IdOfEvent(int number);  // a UUIDv7 with that number

// The agency's Event message with its envelope.
std::unique_ptr<google::protobuf::Message> MakeMessage(const Said& said, int number);

// Revisions count within each stream in the order of the list; retractions join the stream of what they name.
Facts Say(const std::vector<Said>& said);

// At that day, under these rules (null: none).
Frame At(double day, const Governance* governance = nullptr);

// Rules as governance events by the programme: {"referral_acknowledge", "24 RULE_UNIT_HOURS"} …
std::shared_ptr<const Governance> Rules(const std::vector<std::pair<std::string, std::string>>& rules,
                                        const std::vector<std::string>& other_events = {});

}  // namespace homeward::projections

#endif  // HOMEWARD_TESTS_PROJECTIONS_SUPPORT_FACTS_H_
