// How far something long has come: a bar on a terminal, a line now and then elsewhere.
#ifndef HOMEWARD_SERVICES_CLI_PUBLISH_PROGRESS_H_
#define HOMEWARD_SERVICES_CLI_PUBLISH_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <string>

#include "services/cli/render/terminal.h"

namespace homeward::cli {

inline constexpr std::chrono::milliseconds kBarInterval{100};  // between two drawings of the bar
inline constexpr std::chrono::seconds kLineInterval{5};        // between two plain lines

enum class ProgressForm { kBar, kPlain, kNone };

// Thread-safe. All talk about a running command goes through it, so that it never tears the bar.
class Progress {
 public:
  // `total`: of what Update counts; 0 where nobody knows. `name` leads the line.
  Progress(std::ostream& err, const Terminal& terminal, ProgressForm form, std::string name, uint64_t total);
  ~Progress();  // clears the bar

  // `text` goes behind the bar: "12 batches, 30 events".
  void Update(uint64_t done, std::string text);

  // A line of talk, above the bar.
  template <typename Tell>
  void Interrupt(Tell tell) {
    std::lock_guard lock(mutex_);
    Clear();
    tell();
    err_.flush();
  }

  // The last word: how much in how long (plain form only; the bar goes away).
  void Finish();

 private:
  void Clear();
  std::string Text() const;
  void Draw();

  std::ostream& err_;
  const Terminal terminal_;
  const ProgressForm form_;
  const std::string name_;
  const uint64_t total_;

  std::mutex mutex_;
  uint64_t done_ = 0;
  std::string text_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point told_;
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_PUBLISH_PROGRESS_H_
