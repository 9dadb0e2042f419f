// A few threads that do what gRPC's own threads must not: read the disk, wait for a lock, sync.
#ifndef HOMEWARD_SERVICES_WORKERS_POOL_H_
#define HOMEWARD_SERVICES_WORKERS_POOL_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "eventstore/threads/thread.h"

namespace homeward::services {

// Thread-safe. Destroying it stops it first.
class WorkerPool {
 public:
  using Task = std::function<void()>;

  // `name`: of its threads, at most 15 bytes. `queue_max`: tasks that may wait for Submit to take one more.
  WorkerPool(const char* name, eventstore::Urgency urgency, int threads, size_t queue_max);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False if the queue is full or the pool stops: the caller answers RESOURCE_EXHAUSTED. Never blocks for long.
  [[nodiscard]] bool Submit(Task task);

  // Takes the task whatever the queue holds: for work already begun, of which each stream has at most one.
  void SubmitAlways(Task task);

  // Runs what is queued, then joins. Nothing may be submitted by SubmitAlways meanwhile from outside, or later.
  void Stop();

  size_t queue_length() const;

 private:
  void Run();

  const size_t queue_max_;
  mutable absl::Mutex mutex_;
  std::deque<Task> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_WORKERS_POOL_H_
