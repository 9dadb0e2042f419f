// A log and its views in a folder of their own, for tests.
#ifndef HOMEWARD_TESTS_PROJECTIONS_SUPPORT_WORLD_H_
#define HOMEWARD_TESTS_PROJECTIONS_SUPPORT_WORLD_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/store.h"
#include "projections/views.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {

// Not thread-safe.
class World {
 public:
  World();
  ~World();

  // Records one event, numbered on; fails the test if it is refused. Positions count from 1.
  void Record(const Said& said);
  // Records these of one unit as one batch.
  void RecordAll(const std::vector<Said>& batch);
  // Closes and opens again the views, or all.
  void ReopenViews(bool forget);
  void Settle();   // waits until the views have the head
  void Rebuild();  // and waits until the new views answer

  // What the views hold for now; else day 50.
  void set_now(Micros now_us) { now_us_ = now_us; }

  Views& views() { return *views_; }
  eventstore::Store& store() { return *store_; }
  const std::string& folder() const { return folder_; }  // of both

 private:
  void Open();

  std::string folder_;
  int next_ = 1;
  std::atomic<Micros> now_us_ = kDay0 + 50 * kDay;
  std::unique_ptr<eventstore::Store> store_;
  std::unique_ptr<Views> views_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_TESTS_PROJECTIONS_SUPPORT_WORLD_H_
