#include "eventstore/files/free_space.h"

#include <sys/statvfs.h>

#include <chrono>

#include "eventstore/limits.h"

namespace homeward::eventstore {
namespace {

int64_t SteadyUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

bool FreeSpace::Low() {
  struct statvfs disk;
  looked_us_ = SteadyUs();
  // Not knowing is no reason to refuse: the write itself will tell.
  low_ = ::statvfs(directory_.c_str(), &disk) == 0 && uint64_t{disk.f_bavail} * disk.f_frsize < floor_;
  return low_;
}

bool FreeSpace::LastLow() {
  if (low_ && SteadyUs() - looked_us_ >= kFreeSpaceRecheckUs) return Low();
  return low_;
}

}  // namespace homeward::eventstore
