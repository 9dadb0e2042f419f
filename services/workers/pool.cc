#include "services/workers/pool.h"

#include <utility>

namespace homeward::services {

WorkerPool::WorkerPool(const char* name, eventstore::Urgency urgency, int threads, size_t queue_max)
    : queue_max_(queue_max) {
  for (int i = 0; i < threads; ++i) threads_.push_back(eventstore::StartThread(name, urgency, [this] { Run(); }));
}

WorkerPool::~WorkerPool() { Stop(); }

void WorkerPool::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool WorkerPool::Submit(Task task) {
  absl::MutexLock lock(&mutex_);
  if (stopping_ || queue_.size() >= queue_max_) return false;
  queue_.push_back(std::move(task));
  return true;
}

void WorkerPool::SubmitAlways(Task task) {
  absl::MutexLock lock(&mutex_);
  queue_.push_back(std::move(task));
}

size_t WorkerPool::queue_length() const {
  absl::MutexLock lock(&mutex_);
  return queue_.size();
}

void WorkerPool::Run() {
  const auto something = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); };
  while (true) {
    Task task;
    {
      absl::MutexLock lock(&mutex_, absl::Condition(&something));
      if (queue_.empty()) return;  // stopping, and all done
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace homeward::services
