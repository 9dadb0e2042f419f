// Lets Debian's user-mode Linux 6.1 run on processors whose extended state is larger than it knows (AMX: 11 KiB).
//
// It saves and restores the registers of its processes with PTRACE_GETREGSET and PTRACE_SETREGSET and a buffer of fixed
// size. Reading a part is fine; writing a part is refused by the kernel below (EFAULT), and user-mode Linux panics in
// its first process. Loaded before the C library, this writes the whole state: what was given, the rest as it is.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <time.h>

enum {
  kStateBytes = 64 << 10,  // more than any processor's
  kQuickTries = 100,       // of a write that the kernel below cannot do just now (EAGAIN, on a busy machine)
  kTries = 10000,          // with a pause of kPauseNanoseconds behind the quick ones: two seconds and more
  kPauseNanoseconds = 200000,
};

typedef long (*Ptrace)(enum __ptrace_request, pid_t, void*, void*);

// Whether to try again, after a while.
static int Again(long result, int tries) {
  if (result == 0 || errno != EAGAIN || tries >= kTries) return 0;
  const struct timespec pause = {0, kPauseNanoseconds};
  if (tries < kQuickTries)
    sched_yield();
  else
    nanosleep(&pause, NULL);
  return 1;
}

long ptrace(enum __ptrace_request request, ...) {
  va_list arguments;
  va_start(arguments, request);
  const pid_t pid = va_arg(arguments, pid_t);
  void* const address = va_arg(arguments, void*);
  void* const data = va_arg(arguments, void*);
  va_end(arguments);

  static Ptrace next;
  if (next == NULL) next = (Ptrace)dlsym(RTLD_NEXT, "ptrace");
  long result = next(request, pid, address, data);
  for (int i = 0; request == PTRACE_SETREGSET && Again(result, i); ++i) result = next(request, pid, address, data);
  if (result == 0 || request != PTRACE_SETREGSET || address != (void*)NT_X86_XSTATE) return result;
  if (errno != EFAULT && errno != EINVAL) return result;

  static _Thread_local char state[kStateBytes];
  const struct iovec* part = (const struct iovec*)data;
  struct iovec whole = {state, sizeof state};
  if (next(PTRACE_GETREGSET, pid, address, &whole) != 0 || whole.iov_len < part->iov_len) return result;
  memcpy(state, part->iov_base, part->iov_len);
  long written = next(PTRACE_SETREGSET, pid, address, &whole);
  for (int i = 0; Again(written, i); ++i) written = next(PTRACE_SETREGSET, pid, address, &whole);
  return written;
}
