// As known at each position: what the views answer about the past is what they answered when the log ended there.
#include <filesystem>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/scenarios/answers.h"
#include "tests/scenarios/modes.h"

namespace homeward::scenario {
namespace {

constexpr size_t kFailuresMax = 5;

}  // namespace

Failures RunKnown(const Plan& plan, const RunOptions& options) {
  const std::string directory = options.scratch + "/known";
  std::filesystem::remove_all(directory);
  auto world = World::Open({directory, options.person_ids});
  if (!world.ok()) return {world.status().ToString()};
  (*world)->Publish(plan.rules);
  std::set<std::string> subjects;
  for (const PlannedBatch& batch : plan.batches) subjects.insert(batch.subjects.begin(), batch.subjects.end());
  const int64_t as_at_us = plan.end_us;

  std::map<std::pair<uint64_t, std::string>, Answered> then;
  for (const PlannedBatch& batch : plan.batches) {
    const Outcome outcome = (*world)->Publish(batch.sending);
    if (!outcome.accepted()) continue;
    if (absl::Status status = (*world)->Settle(); !status.ok()) return {status.ToString()};
    const uint64_t position = outcome.first + outcome.count - 1;
    for (const std::string& subject : subjects) {
      Answered answered;
      if (AskFor(subject, {.as_at_us = as_at_us}, &(*world)->views(), &answered)) {
        then[{position, subject}] = std::move(answered);
      }
    }
  }
  Failures failures;
  for (const auto& [key, expected] : then) {
    Answered answered;
    AskFor(key.second, {.as_at_us = as_at_us, .known_position = key.first}, &(*world)->views(), &answered);
    if (answered == expected) continue;
    if (failures.size() == kFailuresMax) break;
    failures.push_back(absl::StrCat(plan.script.path, ": ", key.second, " as known at ", key.first,
                                    "\n  then: ", expected.text, "\n  now:  ", answered.text));
  }
  world->reset();
  std::filesystem::remove_all(directory);
  return failures;
}

}  // namespace homeward::scenario
