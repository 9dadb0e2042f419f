// Threads that say who they are, and who gives way.
//
// A name is what `top -H`, a profiler and a core file show. Where the processor is full, who asked a question and the
// views go before the log's own work, of which thousands of events share one step, and that before what nobody waits
// for (a rebuild, the background check). A thread of short turns, besides, goes on at once when it wakes, where else it
// would wait until another's turn is over; what it may use in all stays the same. Kernels before Linux 6.12 know no
// such turns and leave it out.
#ifndef HOMEWARD_EVENTSTORE_THREADS_THREAD_H_
#define HOMEWARD_EVENTSTORE_THREADS_THREAD_H_

#include <functional>
#include <thread>

namespace homeward::eventstore {

enum class Urgency {
  kAtOnce,    // somebody waits for each step of what it does, and the steps are short
  kPromptly,  // somebody waits for each step, and there may be many
  kAnswers,   // somebody waits for what comes of it, but for no single step, and there is much to do
  kBehind,    // it may be late
};

// The calling thread's, from now on: for one that somebody else has started.
void TakeTurns(Urgency urgency);

// `name`: at most 15 bytes, static.
std::thread StartThread(const char* name, Urgency urgency, std::function<void()> run);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_THREADS_THREAD_H_
