// Threads that say who they are, and who gives way.
//
// A name is what `top -H`, a profiler and a core file show. What nobody waits for (a rebuild, the
// background check) runs at a lower priority. Views and index do not: who has published waits for them.
#ifndef HOMEWARD_EVENTSTORE_THREADS_THREAD_H_
#define HOMEWARD_EVENTSTORE_THREADS_THREAD_H_

#include <functional>
#include <thread>

namespace homeward::eventstore {

enum class Urgency {
  kAnswers,  // somebody waits for what it does
  kBehind,   // it may be late
};

// `name`: at most 15 bytes, static.
std::thread StartThread(const char* name, Urgency urgency, std::function<void()> run);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_THREADS_THREAD_H_
