// Has one system call of this process fail, by libfiu: its preload library (fiu_posix_preload.so) stands between the
// program and the C library, and asks the callback set here before each call.
#ifndef HOMEWARD_TESTS_ORACLE_FAULTS_H_
#define HOMEWARD_TESTS_ORACLE_FAULTS_H_

#include <cstdint>
#include <string>

namespace homeward::oracle {

// The n-th (from 1) call of "sync" (fsync, fdatasync) or "write" (write, pwrite) from now on fails, and no other:
//   io     EIO            space  ENOSPC
//   short  writes only a part; the call after it fails with ENOSPC ("write" only)
// False: no such fault. Without the preload library nothing fails.
bool FailAt(const std::string& call, uint64_t nth, const std::string& kind);

// So far, of the calls that FailAt chose.
uint64_t FaultCalls();
uint64_t FaultsDone();

// While one lives, calls of this thread neither count nor fail: the ledger lies on another disk.
class AnotherDisk {
 public:
  AnotherDisk();
  ~AnotherDisk();
};

}  // namespace homeward::oracle

#endif  // HOMEWARD_TESTS_ORACLE_FAULTS_H_
