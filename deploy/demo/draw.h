// Draws the demo's year: each journey several times, at drawn dates and places, stretched by a drawn factor.
//
// Everything follows from the seed; the same seed draws the same year on every machine. One thread.
#ifndef HOMEWARD_DEPLOY_DEMO_DRAW_H_
#define HOMEWARD_DEPLOY_DEMO_DRAW_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/person_ids.h"
#include "google/protobuf/message.h"
#include "proto/contract/contract.h"
#include "tests/scenarios/script.h"
#include "tests/scenarios/symbols.h"

namespace homeward::demo {

// A deterministic stream of numbers (SplitMix64): the standard library's distributions differ between machines.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  int64_t Between(int64_t least, int64_t most);  // both included

 private:
  uint64_t state_;
};

struct Province {
  std::string code;
  bool border = false;
};

// One batch as an agency will publish it.
struct DrawnBatch {
  int64_t recorded_us = 0;  // of its latest record: the place in the agency's file
  const contract::AgencyContract* service = nullptr;
  std::vector<std::unique_ptr<google::protobuf::Message>> events;
  bool rules = false;  // of rule data: not counted in its source, so that a new row changes no other
};

// A place worth looking at: "VICTIM" → the id.
using Highlights = std::map<std::string, std::string>;

struct Year {
  std::vector<DrawnBatch> batches;     // each unit's in its order
  std::set<std::string> units;         // that publish or are addressed
  std::vector<Highlights> highlights;  // of each finished copy of a journey that has some
};

struct DrawOptions {
  uint64_t seed = 0;
  eventstore::PersonIds person_ids{{}};  // of the demo's key
  std::vector<Province> provinces;
};

// Adds all copies of one journey to the year.
absl::Status DrawJourney(const scenario::Script& script, const DrawOptions& options, Year* year);

// Adds a script as it stands, without drawing: rule data, and what is done in a year at places that rules name.
absl::Status TakeAsWritten(const scenario::Script& script, Year* year);

}  // namespace homeward::demo

#endif  // HOMEWARD_DEPLOY_DEMO_DRAW_H_
