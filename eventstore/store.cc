#include "eventstore/store.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/hmac.h"
#include "eventstore/clock.h"
#include "eventstore/feed/log_reader.h"
#include "eventstore/feed/log_subscription.h"
#include "eventstore/feed/ring.h"
#include "eventstore/files/free_space.h"
#include "eventstore/index/index.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/ledger/ledger_hashes.h"
#include "eventstore/ledger/scrub.h"
#include "eventstore/limits.h"
#include "eventstore/log/committer.h"
#include "eventstore/log/log_ledger.h"
#include "eventstore/log/replay.h"
#include "eventstore/log/signed_units.h"
#include "eventstore/reason.h"
#include "eventstore/record/prepared.h"
#include "eventstore/rocks/status.h"
#include "eventstore/sequencer.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

absl::StatusOr<uint64_t> LastToken(const Ledger& ledger) {
  std::string value;
  const rocksdb::Status got = ledger.db().Get({}, ledger.default_family(), kOrderKey, &value);
  if (got.IsNotFound()) return uint64_t{0};
  if (!got.ok()) return ToStatus(got, "reading the last order token");
  return ReadBe64(value);
}

absl::StatusOr<std::unique_ptr<Index>> OpenIndex(const StoreOptions& options, Ledger& ledger) {
  // Index rows of an older format have no `indexed`: they are dropped, and the format raised only then.
  const size_t window_events = options.window_events != 0 ? options.window_events : kWindowEvents;
  absl::StatusOr<std::unique_ptr<Index>> index = Index::Open(ledger, options.directory + "/window", window_events);
  if (!index.ok()) return index.status();
  if (absl::Status status = ledger.RaiseFormat(); !status.ok()) return status;
  if (absl::Status status = ReplayIntoIndex(ledger, **index); !status.ok()) return status;
  return index;
}

// Owns every part of the log, in the order in which they need one another.
class LogStore : public Store {
 public:
  LogStore(StoreOptions options, std::unique_ptr<Ledger> ledger, std::unique_ptr<Index> index, uint64_t last_token,
           Competence competence, RuleBook rules, SigningKeys signing)
      : clock_(options.clock ? std::move(options.clock) : SystemClock()),
        free_space_(options.directory, options.min_free_bytes),
        ledger_(std::move(ledger)),
        index_(std::move(index)),
        ring_(ledger_->head().position),
        sequencer_(MakeInProcessSequencer(last_token)),
        committer_(std::make_unique<Committer>(*ledger_, *index_, *sequencer_, ring_, free_space_,
                                               std::move(competence), std::move(rules), std::move(signing))),
        scrub_(*ledger_,
               options.scrub_records_per_second != 0 ? options.scrub_records_per_second : kScrubRecordsPerSecond,
               [this](const absl::Status&) { damaged_ = true; }) {}

  ~LogStore() override {
    sequencer_->Close();
    committer_.reset();
  }

  absl::Status Propose(Proposal proposal) override {
    if (committer_->failed()) {
      return WithReason(absl::UnavailableError("the log stopped after a failed write and will be opened again; send "
                                               "the same batch again later"),
                        kOutcomeUnknown);
    }
    if (damaged_) return WithReason(checked().damage, kLogDamaged);
    if (free_space_.LastLow()) {
      return WithReason(absl::ResourceExhaustedError("the log's disk is nearly full"), kDiskNearlyFull);
    }
    if (proposal.proposed_us == 0) proposal.proposed_us = clock_();
    absl::StatusOr<Prepared> prepared = Prepare(std::move(proposal));
    if (!prepared.ok()) return prepared.status();
    return sequencer_->Submit(*prepared);
  }

  Head head() const override {
    const LedgerHead now = ledger_->head();
    return {now.position, now.root, now.appended_us, ledger_->incarnation()};
  }

  Hash Secret(std::string_view purpose) const override { return HmacSha256(ledger_->meta().secret(), purpose); }

  std::vector<Restored> restored() const override {
    std::vector<Restored> all;
    for (const record::v1::Restoration& one : ledger_->meta().restored()) {
      all.push_back({one.incarnation(), Position(one.position())});
    }
    return all;
  }

  StoreStats stats() const override {
    const CommitterCounters& c = committer_->counters();
    return {c.events, c.batches, c.refused, c.duplicates, c.syncs, sequencer_->length()};
  }

  Checked checked() const override {
    const ScrubState state = scrub_.state();
    return {state.compared, state.rounds, state.damage};
  }

  absl::Status stopped() const override {
    if (absl::Status status = committer_->failure(); !status.ok()) return status;
    return index_->failure();
  }

  std::unique_ptr<HashReader> Hashes() const override { return std::make_unique<LedgerHashes>(*ledger_); }

  absl::StatusOr<LogEventPtr> Read(Position position) const override { return ReadEvent(*ledger_, position); }

  absl::StatusOr<std::vector<LogEventPtr>> ReadMany(const std::vector<Position>& positions) const override {
    return ReadEvents(*ledger_, positions);
  }

  absl::Status ReadRange(Position from, Position to, absl::FunctionRef<bool(LogEventPtr)> visit) const override {
    absl::Status unreadable;
    absl::Status status = ReadRecords(from, to, [&](const RecordView& view) {
      absl::StatusOr<LogEventPtr> event = EventOf(view);
      unreadable = event.status();
      return event.ok() && visit(*std::move(event));
    });
    return status.ok() ? unreadable : status;
  }

  absl::Status ReadRecords(Position from, Position to,
                           absl::FunctionRef<bool(const RecordView&)> visit) const override {
    absl::Status unreadable;
    RecordView view;
    absl::Status status = ledger_->ReadRange(from, to, [&](Position position, std::string_view bytes) {
      if (ViewRecord(bytes, &view) && view.position == position) return visit(view);
      unreadable = UnreadableRecord(position);
      return false;
    });
    return status.ok() ? unreadable : status;
  }

  absl::StatusOr<std::vector<Position>> SubjectPositions(const Subject& subject, Position up_to) const override {
    return index_->SubjectPositions(subject, Position(0), Shown(up_to), SIZE_MAX);
  }

  absl::StatusOr<std::vector<std::vector<Position>>> SubjectsPositions(const std::vector<Subject>& subjects,
                                                                       Position up_to) const override {
    return index_->SubjectsPositions(subjects, Shown(up_to));
  }

  absl::Status VisitSubjects(
      std::string_view prefix, Position up_to,
      absl::FunctionRef<bool(std::string_view, const std::vector<Position>&)> visit) const override {
    return index_->VisitSubjects(prefix, Shown(up_to), visit);
  }

  absl::StatusOr<std::vector<LogEventPtr>> ReadSubject(const Subject& subject, Position up_to) const override {
    absl::StatusOr<std::vector<Position>> positions = SubjectPositions(subject, up_to);
    if (!positions.ok()) return positions.status();
    return ReadEvents(*ledger_, *positions);
  }

  absl::StatusOr<std::vector<LogEventPtr>> ReadStream(const StreamId& stream) const override {
    absl::StatusOr<std::vector<Position>> positions = index_->StreamPositions(stream, ledger_->head().position);
    if (!positions.ok()) return positions.status();
    return ReadEvents(*ledger_, *positions);
  }

  absl::StatusOr<StreamInfo> Stream(const StreamId& stream) const override {
    absl::StatusOr<StoredStreamPtr> row = index_->FindStream(stream.value);
    if (!row.ok()) return row.status();
    return StreamInfo{(*row)->revision, (*row)->last};
  }

  absl::StatusOr<std::optional<Position>> FindEvent(const EventId& id) const override { return index_->FindEvent(id); }

  absl::StatusOr<SourceMark> LastSourceSequence(const std::string& source) const override {
    return index_->FindSource(source);
  }

  absl::StatusOr<LastSigned> LastSignedBatch(std::string_view unit) const override {
    return ReadLastSigned(*index_, *ledger_, unit);
  }

  absl::Status CopyTo(const std::string& directory) const override { return ledger_->CopyTo(directory); }

  std::unique_ptr<Subscription> Subscribe(Position after, Filter filter) override {
    return std::make_unique<LogSubscription>(*ledger_, *index_, ring_, after, std::move(filter));
  }

 private:
  // The last position to look at; 0 stands for the head.
  Position Shown(Position up_to) const {
    const Position head = ledger_->head().position;
    return up_to.value == 0 ? head : std::min(up_to, head);
  }

  const Clock clock_;
  FreeSpace free_space_;
  const std::unique_ptr<Ledger> ledger_;
  const std::unique_ptr<Index> index_;
  Ring ring_;
  const std::unique_ptr<Sequencer> sequencer_;
  std::unique_ptr<Committer> committer_;
  std::atomic<bool> damaged_ = false;
  Scrub scrub_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(StoreOptions options) {
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(LogLedgerOptions(options));
  if (!ledger.ok()) return ledger.status();
  absl::StatusOr<uint64_t> token = LastToken(**ledger);
  if (!token.ok()) return token.status();
  absl::StatusOr<std::unique_ptr<Index>> index = OpenIndex(options, **ledger);
  if (!index.ok()) return index.status();
  absl::StatusOr<Competence> competence = ReadCompetence(**ledger, **index);
  if (!competence.ok()) return competence.status();
  absl::StatusOr<RuleBook> rules = ReadRules(**ledger, **index);
  if (!rules.ok()) return rules.status();
  absl::StatusOr<SigningKeys> signing = ReadSigningKeys(**ledger, **index);
  if (!signing.ok()) return signing.status();
  return std::unique_ptr<Store>(new LogStore(std::move(options), *std::move(ledger), *std::move(index), *token,
                                             *std::move(competence), *std::move(rules), *std::move(signing)));
}

}  // namespace homeward::eventstore
