// The second half of the committer, on a thread of its own: writes and syncs a group that has been judged, makes it
// findable, tells who proposed it and shows it to readers. Meanwhile the next group is judged: the disk and the Gate
// work at the same time.
//
// One group at a time; a small one is settled where it was judged, since waking a thread would cost it more than it
// could gain. Whatever was in flight when a write failed is of unknown outcome.
#ifndef HOMEWARD_EVENTSTORE_LOG_SETTLER_H_
#define HOMEWARD_EVENTSTORE_LOG_SETTLER_H_

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "eventstore/feed/ring.h"
#include "eventstore/index/index.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/log/group.h"

namespace homeward::eventstore {

// Counters that any thread may read.
struct CommitterCounters {
  std::atomic<uint64_t> events = 0, batches = 0, refused = 0, duplicates = 0, syncs = 0;
};

class Settler {
 public:
  Settler(Ledger& ledger, Index& index, Ring& ring);
  ~Settler();  // settles what it was handed

  // --- the judging thread ---
  // Waits until the group before is settled.
  void WaitUntilIdle();
  // Takes the group; waits as above. Its maps may still be read, nothing else of it.
  void Hand(std::shared_ptr<Group> group);

  // --- any thread ---
  // Whether a write failed: nothing is taken any more.
  bool failed() const { return failed_; }
  absl::Status failure() const;  // the first one
  // Fail-stop: a failed write may still be durable, so nothing after it may be decided in this process.
  void Stop(const absl::Status& status);
  const CommitterCounters& counters() const { return counters_; }

 private:
  void Run();
  void Settle(Group& group);
  absl::Status Write(Group& group);
  void Tell(Settled& settled, Answer answer);
  void MakeEvents(Group& group);
  void Publish(Group& group);

  Ledger& ledger_;
  Index& index_;
  Ring& ring_;
  std::atomic<bool> failed_ = false;
  CommitterCounters counters_;

  mutable std::mutex mutex_;
  absl::Status failure_;
  std::condition_variable changed_;
  std::shared_ptr<Group> handed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_SETTLER_H_
