// The log from a position on, parsed in chunks by a thread of its own, so that whoever folds it does not parse too.
#ifndef HOMEWARD_EVENTSTORE_LOG_READ_AHEAD_H_
#define HOMEWARD_EVENTSTORE_LOG_READ_AHEAD_H_

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/log_event.h"

namespace homeward::eventstore {

// One thread takes.
class ReadAhead {
 public:
  ReadAhead(const Ledger& ledger, Position from, Position to);
  ~ReadAhead();

  // The next events in order, parsed; none: that was all.
  absl::StatusOr<std::vector<LogEventPtr>> Next();

 private:
  void Run(const Ledger& ledger, Position from, Position to);
  bool Give(std::vector<LogEventPtr> chunk);  // false: nobody takes any more

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::vector<LogEventPtr>> chunks_;
  absl::Status status_;
  bool ended_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_READ_AHEAD_H_
