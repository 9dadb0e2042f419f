#include "eventstore/threads/thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace homeward::eventstore {
namespace {

constexpr int kNiceBehind = 10;  // of 0 … 19: about a tenth of what a thread that answers gets of a full core

}  // namespace

std::thread StartThread(const char* name, Urgency urgency, std::function<void()> run) {
  return std::thread([name, urgency, run = std::move(run)] {
    pthread_setname_np(pthread_self(), name);
    // Linux counts it for the thread alone. It cannot fail for one that only gives way.
    if (urgency == Urgency::kBehind) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceBehind);
    run();
  });
}

}  // namespace homeward::eventstore
