// The head witness: a small file outside the database that says how far the log had come.
//
// A deleted or shortened write-ahead log opens without a word; this file is what contradicts it. Two slots of 4 KiB,
// preallocated and written in turn, each with a checksum, so that a torn write leaves the other. A thread of its own
// writes it, so that an answer waits for one sync only: group N's witness is written while group N+1 is made, and
// never more than one group stays unwitnessed. docs/formats.md has the bytes.
#ifndef HOMEWARD_EVENTSTORE_LEDGER_WITNESS_H_
#define HOMEWARD_EVENTSTORE_LEDGER_WITNESS_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

struct WitnessMark {
  Position position;
  Hash root{};
};

class Witness {
 public:
  // The newest valid mark; an empty incarnation stands for any. NOT_FOUND: no file. DATA_LOSS: neither slot is valid,
  // or it is of another log.
  static absl::StatusOr<WitnessMark> Read(const std::string& path, const std::string& incarnation);

  // Makes the file, or makes it anew, with what it is to have seen. Synced, and its directory.
  static absl::Status Create(const std::string& path, const std::string& incarnation, const WitnessMark& seen);

  // Opens an existing file for writing and starts the thread.
  static absl::StatusOr<std::unique_ptr<Witness>> Open(const std::string& path, const std::string& incarnation);
  ~Witness();

  // Hands over a mark; waits while the one before is being written. Returns the first failure, for ever.
  absl::Status Post(const WitnessMark& mark);
  // Waits until what was posted is on disk.
  absl::Status Wait();

 private:
  Witness(int fd, std::string path, std::string incarnation, uint64_t generation);
  void Run();
  absl::Status Write(const WitnessMark& mark);

  const int fd_;
  const std::string path_;
  const std::string incarnation_;
  uint64_t generation_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<WitnessMark> pending_;
  bool stopping_ = false;
  absl::Status status_;
  std::thread thread_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LEDGER_WITNESS_H_
