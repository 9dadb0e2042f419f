// One log with its views in a directory of its own, entered the way agencies enter: parse, authorise, validate, log.
//
//   auto world = World::Open({.directory = dir});
//   Outcome outcome = (*world)->Publish(sending);
//   (*world)->Settle();                      // the views stand at the log's head
//   (*world)->views().GetReferral(…);
//
// One thread.
#ifndef HOMEWARD_TESTS_SCENARIOS_WORLD_H_
#define HOMEWARD_TESTS_SCENARIOS_WORLD_H_

#include <algorithm>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/person_ids.h"
#include "eventstore/store.h"
#include "projections/views.h"
#include "services/identity/caller.h"
#include "services/publish/intake.h"

namespace homeward::scenario {

// A batch as it goes over the wire.
struct Sending {
  contract::Agency service = contract::Agency::AGENCY_UNSPECIFIED;
  services::Caller caller;
  std::string bytes;       // of the service's PublishRequest
  int64_t arrives_us = 0;  // the server's clock then
};

struct Outcome {
  std::set<std::string> reasons;  // empty: accepted
  std::string details;            // every violation, for messages to people
  uint64_t first = 0;             // position
  uint32_t count = 0;
  bool duplicate = false;
  std::vector<std::pair<std::string, uint64_t>> revisions;  // of the streams written

  bool accepted() const { return reasons.empty(); }
};

struct WorldOptions {
  std::string directory;  // made anew; the caller removes it
  eventstore::PersonIds person_ids{{}};
};

class World {
 public:
  static absl::StatusOr<std::unique_ptr<World>> Open(const WorldOptions& options);
  ~World();

  Outcome Publish(const Sending& sending);

  // The same without waiting: the log takes batches in the order of these calls.
  std::future<Outcome> Send(const Sending& sending);

  // Waits until the views have folded the whole log. DEADLINE_EXCEEDED if they do not come.
  absl::Status Settle();

  // Has the views fold the whole log again, and waits for it.
  absl::Status Rebuild();

  // Of every view, by its name; settles first.
  absl::StatusOr<std::map<std::string, std::string>> Digests();

  projections::Views& views() { return *views_; }
  eventstore::Store& store() { return *store_; }
  int64_t now_us() const { return *clock_us_; }
  // The server's clock never runs backwards.
  void Advance(int64_t to_us) { *clock_us_ = std::max(*clock_us_, to_us); }

 private:
  explicit World(const WorldOptions& options);

  std::shared_ptr<int64_t> clock_us_;
  services::Intake intake_;
  std::unique_ptr<eventstore::Store> store_;
  std::unique_ptr<projections::Views> views_;
};

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_WORLD_H_
