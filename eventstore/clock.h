// The clock as a value, so that tests and simulations bring their own.
#ifndef HOMEWARD_EVENTSTORE_CLOCK_H_
#define HOMEWARD_EVENTSTORE_CLOCK_H_

#include <chrono>
#include <functional>

#include "eventstore/types.h"

namespace homeward::eventstore {

using Clock = std::function<Micros()>;  // microseconds since the epoch, UTC; any thread

inline Clock SystemClock() {
  return [] {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
}

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_CLOCK_H_
