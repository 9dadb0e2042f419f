// The one thread that writes the log. It takes ordered proposals, judges each against the log and the ones before it,
// and settles as many as there are with one write and one sync; only then is anything said or shown.
//
// A group is closed at a limit of events or bytes, or as soon as no proposal waits: small loads are not delayed, large
// ones share a sync.
#ifndef HOMEWARD_EVENTSTORE_LOG_COMMITTER_H_
#define HOMEWARD_EVENTSTORE_LOG_COMMITTER_H_

#include <atomic>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "eventstore/feed/ring.h"
#include "eventstore/gate/gate.h"
#include "eventstore/index/index.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/log/free_space.h"
#include "eventstore/log/group.h"
#include "eventstore/log/source_marks.h"
#include "eventstore/log/stream_table.h"
#include "eventstore/record/codec.h"
#include "eventstore/sequencer.h"
#include "eventstore/store.h"

namespace homeward::eventstore {

// Counters that any thread may read.
struct CommitterCounters {
  std::atomic<uint64_t> events = 0, batches = 0, refused = 0, duplicates = 0, syncs = 0;
};

class Committer : private GateReader {
 public:
  // `competence`: what the log so far says of units.
  Committer(Ledger& ledger, Index& index, Sequencer& sequencer, Ring& ring, FreeSpace& free_space,
            Competence competence);
  ~Committer() override;  // after the sequencer was closed: settles what it still holds

  // Whether a write failed: nothing is taken any more, what was in flight is of unknown outcome.
  bool failed() const { return failed_; }
  const CommitterCounters& counters() const { return counters_; }

 private:
  void Run();
  void FillGroup();
  absl::Status Judge(Ordered ordered);
  absl::Status CheckExpected(const Proposal& proposal, contract::Violations* violations);
  absl::Status Record(GateResult gate, Settled* settled);
  void Govern(const contract::Event& event, const StreamId& stream);
  absl::Status Commit();
  void CollectChanges();
  void TellAll();
  void Publish();
  void Fail(const absl::Status& status);

  // What the Gate may look at.
  absl::StatusOr<record::v1::GateState> State(const StreamId& stream) override;
  absl::StatusOr<std::vector<LogEventPtr>> History(const StreamId& stream) override;
  absl::StatusOr<LogEventPtr> Find(const EventId& id) override;
  const Competence& Governance() const override { return competence_; }

  Ledger& ledger_;
  Index& index_;
  Sequencer& sequencer_;
  Ring& ring_;
  FreeSpace& free_space_;

  StreamTable streams_;
  SourceMarks sources_;
  IndexChanges changes_;  // of the group; its memory is used again and again
  Competence competence_;
  bool governance_rewritten_ = false;  // by the group: competence_ must be read anew once it is on disk
  Group group_;
  std::optional<Ordered> carried_;  // taken, but it must see the group before it on disk
  EncodedRecord encoded_;           // its memory is used again and again
  Micros last_appended_us_;
  std::vector<size_t> record_bytes_;  // of the group's events, for the ring's limit
  std::atomic<bool> failed_ = false;
  CommitterCounters counters_;
  std::thread thread_;
};

// What the log says of units, corrections applied.
absl::StatusOr<Competence> ReadCompetence(const Ledger& ledger, const Index& index);

// The row of the default family that holds the last order token.
inline constexpr char kOrderKey[] = "order";

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_COMMITTER_H_
