// Checks an export with nothing but pinned keys: no server, no trust in who wrote it.
//
// Four levels, each reported by itself:
//   tree      entries → tiles → root → the log's signature, and a quorum of witnesses
//   records   each record against its entry, each batch against its digest
//   agencies  the agencies' signatures under their batches, by keys that were valid at that position
//   order     positions, times, revisions and ids: nothing missing, nothing twice
//
//   absl::StatusOr<VerifyReport> report = VerifyExport(directory, {.log = key, .witnesses = keys, .quorum = 2});
//   report->ok()
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_VERIFIER_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_VERIFIER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/note/note_key.h"

namespace homeward::eventstore {

struct VerifyOptions {
  VerifierKey log;  // pinned: whose log this must be
  std::vector<VerifierKey> witnesses;
  int quorum = 0;  // how many of them must have cosigned
  // Checkpoints of this log that somebody saw before: the export must reach them and begin with them.
  std::vector<std::string> known;
  bool whole = false;                                           // nothing may be withheld
  std::function<void(uint64_t done, uint64_t total)> progress;  // now and then, on the same thread; may be empty
};

// One thing that is wrong.
struct Fault {
  uint64_t position = 0;  // 0: none can be named
  std::string what;
};

enum class LevelState { kOk, kFailed, kNotChecked };

struct LevelReport {
  LevelState state = LevelState::kOk;
  std::vector<Fault> faults;  // the first kFaultsKept, in the order found
  uint64_t fault_count = 0;
  std::string note;      // why something was not checked; empty if all was
  uint64_t checked = 0;  // entries, records, signed batches, records
  uint64_t skipped = 0;  // of those: withheld from the exporter, or resting on what was

  // The fault of the lowest position; one without a position if there is no other. Null if there is none.
  const Fault* First() const;
};

struct VerifyReport {
  LogCheckpoint checkpoint;  // as the export claims it; empty if it is unreadable
  int witnesses = 0;         // that cosigned, of those given
  LevelReport tree, records, agencies, order;

  // Nothing is wrong; something may not have been checked.
  bool ok() const;
};

inline constexpr size_t kFaultsKept = 20;

// Reads the whole export once. Errors only where it cannot be read at all: NOT_FOUND, PERMISSION_DENIED, what the disk
// says. A missing or damaged file is a fault in the report. Thread-safe.
absl::StatusOr<VerifyReport> VerifyExport(const std::string& directory, const VerifyOptions& options);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_VERIFIER_H_
