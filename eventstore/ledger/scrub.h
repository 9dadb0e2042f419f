// Reads the whole log again, slowly and for ever, and compares: every record with its leaf in the tree, every tile with
// the hash above it, and the tree with what the head witness saw. What a disk forgets, or somebody rewrites, is found
// here even if nobody ever asks for it.
#ifndef HOMEWARD_EVENTSTORE_LEDGER_SCRUB_H_
#define HOMEWARD_EVENTSTORE_LEDGER_SCRUB_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "eventstore/ledger/ledger.h"

namespace homeward::eventstore {

struct ScrubState {
  Position compared;    // in the round under way
  uint64_t rounds = 0;  // ended without a fault
  absl::Status damage;  // DATA_LOSS: what was found, for ever; the message names the position
};

// Its own thread from construction to destruction.
class Scrub {
 public:
  // `records_per_second`: pace; 0: as fast as it goes (tests). `found` is called once, on the thread, with the damage.
  // `ledger` outlives it.
  Scrub(const Ledger& ledger, uint64_t records_per_second, std::function<void(const absl::Status&)> found);
  ~Scrub();

  ScrubState state() const;  // any thread

 private:
  void Run();
  absl::Status Round();
  // False: it is to stop.
  bool Rest(std::chrono::microseconds time);

  const Ledger& ledger_;
  const uint64_t records_per_second_;
  const std::function<void(const absl::Status&)> found_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  ScrubState state_;
  std::thread thread_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LEDGER_SCRUB_H_
