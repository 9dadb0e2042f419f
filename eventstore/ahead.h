// Things made on a thread of their own, a few ahead of whoever takes them.
#ifndef HOMEWARD_EVENTSTORE_AHEAD_H_
#define HOMEWARD_EVENTSTORE_AHEAD_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "eventstore/threads/thread.h"

namespace homeward::eventstore {

// One thread takes. Destroying it stops the making at the next thing given.
template <typename T>
class Ahead {
 public:
  // Hands one on; waits while `limit` of them wait to be taken. False: nobody takes any more.
  using Give = absl::FunctionRef<bool(T)>;

  // `make` runs on the thread: gives everything in order and says how it ended.
  Ahead(size_t limit, std::function<absl::Status(Give)> make) : limit_(limit), make_(std::move(make)) {
    thread_ = StartThread("read-ahead", Urgency::kBehind, [this] { Run(); });
  }

  ~Ahead() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  // The next one. Nothing: that was all. Once all that was given is taken, the status with which making failed.
  absl::StatusOr<std::optional<T>> Next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ || !ready_.empty(); });
    if (ready_.empty()) {
      if (!status_.ok()) return status_;
      return std::optional<T>();
    }
    std::optional<T> next = std::move(ready_.front());
    ready_.pop_front();
    changed_.notify_all();
    return next;
  }

 private:
  void Run() {
    absl::Status status = make_([this](T made) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || ready_.size() < limit_; });
      if (!stopping_) ready_.push_back(std::move(made));
      changed_.notify_all();
      return !stopping_;
    });
    std::lock_guard lock(mutex_);
    status_ = std::move(status);
    ended_ = true;
    changed_.notify_all();
  }

  const size_t limit_;
  const std::function<absl::Status(Give)> make_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> ready_;
  absl::Status status_;
  bool ended_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_AHEAD_H_
