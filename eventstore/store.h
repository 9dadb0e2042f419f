// The event store: one append-only log in one directory, held by one process.
//
//   auto store = Store::Open({.directory = "/var/lib/homeward/log"});
//   (*store)->Propose(std::move(proposal));            // answered through proposal.done, once synced
//   (*store)->ReadSubject(Subject("person:p…"), …);
//
// Thread-safe. Destroying it drains the proposals already taken, then closes the log; its subscriptions must be gone
// by then. A status of Propose carries its reason code: ReasonOf(status), reason.h.
#ifndef HOMEWARD_EVENTSTORE_STORE_H_
#define HOMEWARD_EVENTSTORE_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/log_event.h"
#include "eventstore/proposal.h"
#include "eventstore/record_view.h"
#include "eventstore/subscription.h"
#include "eventstore/tree/proof.h"
#include "eventstore/types.h"

namespace rocksdb {
class Env;
}

namespace homeward::eventstore {

struct StoreOptions {
  std::string directory;                   // created if absent
  bool strict_witness = false;             // ack only after the head witness too is synced
  uint64_t min_free_bytes = 256ull << 20;  // below this, writes are refused and reads go on
  std::function<Micros()> clock;           // null: the system's clock
  bool verify_at_start = false;            // compare every table with its checksums, however long it takes
  bool unsafe_no_sync = false;             // for control runs that must lose data
  rocksdb::Env* env = nullptr;             // null: the system's; for fault tests
  size_t window_events = 0;                // index rows kept in memory, in events; 0: kWindowEvents; for tests
  uint64_t scrub_records_per_second = 0;   // pace of the background check; 0: kScrubRecordsPerSecond
};

// Where the log stands. Only what is synced counts.
struct Head {
  Position position;
  Hash root{};              // RFC 6962 root over positions 1 … position
  Micros appended_us = 0;   // of the last event; 0 in an empty log
  std::string incarnation;  // 16 bytes; a restore makes a new one
};

// The log went on from a backup: what another `incarnation` had recorded behind `position` is not in it.
struct Restored {
  std::string incarnation;  // 16 bytes; the log's before
  Position position;
};

struct StreamInfo {
  Revision revision;
  Position last;
};

// Counters since start, for metrics.
struct StoreStats {
  uint64_t events = 0, batches = 0, refused_batches = 0, duplicate_batches = 0, syncs = 0;
  uint64_t queue_length = 0;
};

// How far the background check of the log has come.
struct Checked {
  Position position;    // in the round under way
  uint64_t rounds = 0;  // ended without a fault since start
  absl::Status damage;  // DATA_LOSS: what was found; nothing is written any more, reads go on
};

class Store {
 public:
  virtual ~Store() = default;

  // Makes again from the log whatever of the index is not there; a directory of an older format gets this one.
  // FAILED_PRECONDITION: another process holds the directory, or it is of a newer format.
  // DATA_LOSS: damage found, or the log is behind its witness; the message names file and position.
  static absl::StatusOr<std::unique_ptr<Store>> Open(StoreOptions options);

  // Takes the proposal, or says at once why not (RESOURCE_EXHAUSTED: queue full or disk nearly full,
  // UNAVAILABLE: stopped after a failed write, outcome unknown; DATA_LOSS: the background check found damage).
  // `proposal.done` is called exactly once if OK.
  virtual absl::Status Propose(Proposal proposal) = 0;

  virtual Head head() const = 0;
  // A key of this log for one purpose, to authenticate what is handed out and taken back: the same after a restart,
  // another one after a restore.
  virtual Hash Secret(std::string_view purpose) const = 0;
  // The restores that the log has gone through, the newest last.
  virtual std::vector<Restored> restored() const = 0;
  virtual StoreStats stats() const = 0;
  virtual Checked checked() const = 0;

  // OK while it writes. Else the failed write after which it takes nothing more, RESOURCE_EXHAUSTED if for want of
  // space: reads go on, and only opening it again heals it.
  virtual absl::Status stopped() const = 0;

  // NOT_FOUND beyond the head.
  virtual absl::StatusOr<LogEventPtr> Read(Position position) const = 0;
  // The same of several, which ascend.
  virtual absl::StatusOr<std::vector<LogEventPtr>> ReadMany(const std::vector<Position>& positions) const = 0;

  // Calls `visit` for each position from `from` to `to` (both included) in order until it returns false.
  virtual absl::Status ReadRange(Position from, Position to, absl::FunctionRef<bool(LogEventPtr)> visit) const = 0;
  // The same, each in its bytes, which live during the call only.
  virtual absl::Status ReadRecords(Position from, Position to,
                                   absl::FunctionRef<bool(const RecordView&)> visit) const = 0;

  // Positions of the subject's events, ascending, up to and including `up_to` (0: the head).
  virtual absl::StatusOr<std::vector<Position>> SubjectPositions(const Subject& subject, Position up_to) const = 0;
  // The same of each of these subjects: for many, much cheaper than one by one.
  virtual absl::StatusOr<std::vector<std::vector<Position>>> SubjectsPositions(const std::vector<Subject>& subjects,
                                                                               Position up_to) const = 0;
  // The events themselves.
  virtual absl::StatusOr<std::vector<LogEventPtr>> ReadSubject(const Subject& subject, Position up_to) const = 0;
  virtual absl::StatusOr<std::vector<LogEventPtr>> ReadStream(const StreamId& stream) const = 0;

  // Subjects whose name begins with `prefix`, ascending by name, each with its positions up to and including `up_to`
  // (0: the head), until `visit` returns false.
  virtual absl::Status VisitSubjects(
      std::string_view prefix, Position up_to,
      absl::FunctionRef<bool(std::string_view subject, const std::vector<Position>& positions)> visit) const = 0;

  virtual absl::StatusOr<StreamInfo> Stream(const StreamId& stream) const = 0;  // revision 0 if there is none
  virtual absl::StatusOr<std::optional<Position>> FindEvent(const EventId& id) const = 0;

  // The last counted sequence that this source has recorded, and its position; 0 and 0 if none.
  struct SourceMark {
    uint64_t sequence = 0;
    Position position;
  };
  virtual absl::StatusOr<SourceMark> LastSourceSequence(const std::string& source) const = 0;

  // The tree over what is synced, for proofs (tree/proof.h): of the head as it is now. One thread at a time.
  virtual std::unique_ptr<HashReader> Hashes() const = 0;

  // The last signed batch of the unit's keys, and the position of its first event; 0 if there is none.
  struct LastSigned {
    Position position;
    record::v1::SignedBatch batch;
  };
  virtual absl::StatusOr<LastSigned> LastSignedBatch(std::string_view unit) const = 0;

  // Copies the log, as of the head or later, to `directory`, which must not be there: the half of a backup that
  // backup.h completes. Reads and writes go on meanwhile; one copy at a time. UNAVAILABLE: the disk.
  virtual absl::Status CopyTo(const std::string& directory) const = 0;

  // From `after` (exclusive) on: from disk until caught up, then live. See subscription.h.
  virtual std::unique_ptr<Subscription> Subscribe(Position after, Filter filter) = 0;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_STORE_H_
