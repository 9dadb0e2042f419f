#include "eventstore/threads/thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

namespace homeward::eventstore {
namespace {

// Of 0 … 19: about a third, and a tenth, of what a thread gets of a full core for whose steps somebody waits.
constexpr int kNiceAnswers = 5;
constexpr int kNiceBehind = 10;

// Turns, of 100,000 ns to 100,000,000 ns; the kernel's own are some milliseconds.
constexpr uint64_t kTurnAtOnceNs = 200'000;
constexpr uint64_t kTurnAnswersNs = 10'000'000;

// The kernel's struct sched_attr, of which glibc has no declaration before 2.41.
struct SchedAttr {
  uint32_t size = sizeof(SchedAttr);
  uint32_t policy = 0;  // SCHED_OTHER
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0;  // under SCHED_OTHER the turn, in nanoseconds
  uint64_t deadline = 0;
  uint64_t period = 0;
};

// Of the calling thread. Where it is refused, turns stay as they are.
void SetTurn(uint64_t ns) {
  SchedAttr attributes;
  attributes.nice = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));  // the server itself may have been niced
  attributes.runtime = ns;
  syscall(SYS_sched_setattr, 0, &attributes, 0);
}

// Linux counts it for the calling thread alone. It cannot fail for one that only gives way.
void GiveWay(int nice) { setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice); }

}  // namespace

void TakeTurns(Urgency urgency) {
  switch (urgency) {
    case Urgency::kAtOnce:
      return SetTurn(kTurnAtOnceNs);
    case Urgency::kPromptly:
      return;  // the kernel's own
    case Urgency::kAnswers:
      GiveWay(kNiceAnswers);
      return SetTurn(kTurnAnswersNs);
    case Urgency::kBehind:
      GiveWay(kNiceBehind);
  }
}

std::thread StartThread(const char* name, Urgency urgency, std::function<void()> run) {
  return std::thread([name, urgency, run = std::move(run)] {
    pthread_setname_np(pthread_self(), name);
    TakeTurns(urgency);
    run();
  });
}

}  // namespace homeward::eventstore
