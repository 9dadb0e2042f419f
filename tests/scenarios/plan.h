// A scenario made ready to be run: every batch as bytes, with the home streams that it writes, governance first.
//
// Immutable once prepared.
#ifndef HOMEWARD_TESTS_SCENARIOS_PLAN_H_
#define HOMEWARD_TESTS_SCENARIOS_PLAN_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/scenarios/build_event.h"
#include "tests/scenarios/script.h"
#include "tests/scenarios/symbols.h"
#include "tests/scenarios/world.h"

namespace homeward::scenario {

struct PlannedBatch {
  const Batch* batch = nullptr;
  Sending sending;
  std::set<std::string> streams;   // home streams, those of retracted events too
  std::set<std::string> subjects;  // that its events are about
  bool governance = false;
};

struct Plan {
  Script script;  // expanded
  Calendar calendar;
  std::unique_ptr<Symbols> symbols;
  Sending rules;                      // of deploy/rules/vn, one batch: published before anything else
  std::vector<PlannedBatch> batches;  // in written order, refused ones too
  int64_t end_us = 0;                 // the latest arrival

  Place place() const { return {symbols.get(), calendar}; }
  const PlannedBatch* Find(const Batch& batch) const;
};

struct PlanOptions {
  eventstore::PersonIds person_ids{{}};
  std::string rules_folder;  // of .rules files with governance data
};

// INVALID_ARGUMENT "path: line n: …" if the script does not fit the contract.
absl::StatusOr<Plan> Prepare(const Script& script, const PlanOptions& options);

// The bytes of a batch whose first event named by `again` has other fields.
absl::StatusOr<Sending> PrepareAgain(const Plan& plan, const PlannedBatch& batch, const Again& again);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_PLAN_H_
