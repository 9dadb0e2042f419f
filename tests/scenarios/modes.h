// The ways in which a scenario is run. Each returns what does not hold, one message for each; empty if all does.
#ifndef HOMEWARD_TESTS_SCENARIOS_MODES_H_
#define HOMEWARD_TESTS_SCENARIOS_MODES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/scenarios/plan.h"

namespace homeward::scenario {

using Failures = std::vector<std::string>;

struct RunOptions {
  std::string scratch;  // folder for stores; emptied between runs
  eventstore::PersonIds person_ids{{}};
  uint64_t seed = 1;  // of the merges
  int merges = 100;
};

// As it stands: answers, refusals and expectations.
Failures RunWritten(const Plan& plan, const RunOptions& options);

// In drawn merges that keep each home stream's order, governance first: everything is accepted, every view has the
// digest that it has in written order, and every subject is answered alike, places in the log aside.
Failures RunMerges(const Plan& plan, const RunOptions& options);

// Every batch twice: the second answer is the first again, and nothing else changes.
Failures RunTwice(const Plan& plan, const RunOptions& options);

// As known at each position, every subject is answered as it was when the log ended there.
Failures RunKnown(const Plan& plan, const RunOptions& options);

// Differences between positions find exactly the rows that are others, and each value is explained by events of the
// log.
Failures RunOrigins(const Plan& plan, const RunOptions& options);

// The views cleared and folded again from the first event show the same.
Failures RunRebuilt(const Plan& plan, const RunOptions& options);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_MODES_H_
