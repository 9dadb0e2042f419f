// Unrolls "repeat": the repeated batches stand so often in the script, so many days apart, as was drawn.
//
// In them a symbol or label ending in '#' gets the number of the round: followup=F# becomes F1, F2 …
#ifndef HOMEWARD_TESTS_SCENARIOS_EXPAND_H_
#define HOMEWARD_TESTS_SCENARIOS_EXPAND_H_

#include "absl/functional/function_ref.h"
#include "tests/scenarios/script.h"

namespace homeward::scenario {

// `draw` gives a number from the range it is given, both ends included. Events are numbered anew.
Script Expand(const Script& script, absl::FunctionRef<int(int least, int most)> draw);

// The smallest number each time: what tests run.
Script ExpandLeast(const Script& script);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_EXPAND_H_
