// What a level of the verifier found so far.
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_FINDINGS_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_FINDINGS_H_

#include <cstdint>
#include <string>
#include <utility>

#include "eventstore/archive/verifier.h"

namespace homeward::eventstore {

class Findings {
 public:
  // position 0: none can be named.
  void Fail(uint64_t position, std::string what) {
    report_.state = LevelState::kFailed;
    if (report_.fault_count++ < kFaultsKept) report_.faults.push_back({position, std::move(what)});
  }
  bool failed() const { return report_.state == LevelState::kFailed; }

  void Checked(uint64_t count = 1) { report_.checked += count; }
  void Skipped(uint64_t count = 1) { report_.skipped += count; }
  uint64_t checked() const { return report_.checked; }
  uint64_t skipped() const { return report_.skipped; }

  // Why part of it was not checked; `nothing`: none of it was.
  LevelReport Finish(std::string note = "", bool nothing = false) {
    report_.note = std::move(note);
    if (nothing && !failed()) report_.state = LevelState::kNotChecked;
    return std::move(report_);
  }

 private:
  LevelReport report_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_FINDINGS_H_
