// One process for a directory: an advisory lock on a file in it, held until destroyed or until the process ends.
#ifndef HOMEWARD_EVENTSTORE_LEDGER_DIRECTORY_LOCK_H_
#define HOMEWARD_EVENTSTORE_LEDGER_DIRECTORY_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace homeward::eventstore {

class DirectoryLock {
 public:
  // Makes the directory (mode 0700) if absent. FAILED_PRECONDITION if another holder has it, also in this process.
  static absl::StatusOr<std::unique_ptr<DirectoryLock>> Take(const std::string& directory);
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}
  const int fd_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LEDGER_DIRECTORY_LOCK_H_
