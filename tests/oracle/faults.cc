#include "tests/oracle/faults.h"

#include <fiu-control.h>

#include <atomic>
#include <cerrno>
#include <initializer_list>
#include <string_view>

// What fiu.h declares where FIU_ENABLE is set.
extern "C" int fiu_init(unsigned int flags);

namespace homeward::oracle {
namespace {

// What the callbacks look at: plain, because they run inside of system calls of any thread.
std::atomic<uint64_t> calls = 0, faults = 0;
uint64_t fails_at = 0;
bool only_reduces = false;
thread_local int elsewhere = 0;

constexpr std::string_view kReduced = "/reduce";

// Each call asks for its reduced form first (libfiu, preload/posix), then for its failure: the latter counts.
int Decide(const char* name, int*, void**, unsigned int*) {
  if (elsewhere > 0) return 0;
  if (std::string_view(name).ends_with(kReduced)) return calls + 1 == fails_at;
  const uint64_t call = ++calls;
  if (call != fails_at + (only_reduces ? 1 : 0)) return 0;
  ++faults;
  return 1;
}

bool Enable(std::initializer_list<const char*> names, int error) {
  for (const char* name : names) {
    void* info = reinterpret_cast<void*>(static_cast<intptr_t>(error));
    if (fiu_enable_external(name, 1, info, 0, Decide) != 0) return false;
  }
  return true;
}

}  // namespace

bool FailAt(const std::string& call, uint64_t nth, const std::string& kind) {
  if (fiu_init(0) != 0 || nth == 0) return false;
  fails_at = nth;
  const int error = kind == "io" ? EIO : ENOSPC;
  if (kind != "io" && kind != "space" && kind != "short") return false;
  if (call == "sync" && kind != "short") return Enable({"posix/io/sync/fsync", "posix/io/sync/fdatasync"}, error);
  if (call != "write") return false;
  only_reduces = kind == "short";
  if (only_reduces && !Enable({"posix/io/rw/write/reduce", "posix/io/rw/pwrite/reduce"}, 0)) return false;
  return Enable({"posix/io/rw/write", "posix/io/rw/pwrite"}, error);
}

uint64_t FaultCalls() { return calls; }
uint64_t FaultsDone() { return faults; }

AnotherDisk::AnotherDisk() { ++elsewhere; }
AnotherDisk::~AnotherDisk() { --elsewhere; }

}  // namespace homeward::oracle
