#include "eventstore/log/committer.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "eventstore/feed/log_reader.h"
#include "eventstore/gate/standing.h"
#include "eventstore/limits.h"
#include "eventstore/log/identity.h"
#include "eventstore/reason.h"
#include "eventstore/record/codec.h"
#include "eventstore/threads/thread.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

using contract::Cat;
using contract::Violation;
using contract::Violations;

constexpr size_t kPlaceBytes = 128;  // that the committer adds to a record, as a rule

Violation DiskNearlyFull() {
  return {absl::StatusCode::kResourceExhausted,
          kDiskNearlyFull,
          -1,
          "",
          "the log's disk is nearly full; nothing is recorded until there is room",
          "ask the operator to free or add space, then send the same batch again"};
}

absl::StatusOr<std::vector<LogEventPtr>> ReadGovernance(const Ledger& ledger, const Index& index) {
  absl::StatusOr<std::vector<Position>> positions = index.GovernancePositions(ledger.head().position);
  if (!positions.ok()) return positions.status();
  return ReadEvents(ledger, *positions);
}

std::vector<const contract::Event*> Plain(const std::vector<LogEventPtr>& events) {
  std::vector<const contract::Event*> plain;
  for (const LogEventPtr& event : events) plain.push_back(&event->event());
  return plain;
}

}  // namespace

absl::StatusOr<Competence> ReadCompetence(const Ledger& ledger, const Index& index) {
  absl::StatusOr<std::vector<LogEventPtr>> events = ReadGovernance(ledger, index);
  if (!events.ok()) return events.status();
  return Competence::Of(Plain(*events));
}

absl::StatusOr<RuleBook> ReadRules(const Ledger& ledger, const Index& index) {
  absl::StatusOr<std::vector<LogEventPtr>> events = ReadGovernance(ledger, index);
  if (!events.ok()) return events.status();
  return RuleBook::Of(Plain(*events));
}

absl::StatusOr<SigningKeys> ReadSigningKeys(const Ledger& ledger, const Index& index) {
  absl::StatusOr<std::vector<LogEventPtr>> events = ReadGovernance(ledger, index);
  if (!events.ok()) return events.status();
  SigningKeys keys;
  for (const LogEventPtr& event : *events) keys.Apply(event->event(), event->position);
  return keys;
}

Committer::Committer(Ledger& ledger, Index& index, Sequencer& sequencer, Ring& ring, FreeSpace& free_space,
                     Competence competence, RuleBook rules, SigningKeys signing)
    : ledger_(ledger),
      index_(index),
      sequencer_(sequencer),
      free_space_(free_space),
      streams_(index),
      sources_(index),
      signed_units_(index, ledger),
      competence_(std::move(competence)),
      rules_(std::move(rules)),
      signing_(std::move(signing)),
      group_(std::make_shared<Group>()),
      before_(std::make_shared<Group>()),
      last_appended_us_(ledger.head().appended_us),
      settler_(ledger, index, ring) {
  thread_ = StartThread("log-judge", Urgency::kAnswers, [this] { Run(); });
}

Committer::~Committer() { thread_.join(); }

void Committer::Run() {
  while (true) {
    if (!carried_) carried_ = sequencer_.Next(/*wait=*/true);
    if (!carried_) return;  // closed; the settler settles what it holds
    MakeGroup();
  }
}

// Judges proposals until the group is full, or the queue empty and the settler idle; then hands it over.
void Committer::MakeGroup() {
  const bool disk_low = free_space_.Low();
  if (Fill(disk_low)) {
    settler_.WaitUntilIdle();
    Fill(disk_low);  // what has come meanwhile shares the sync
  }
  if (group_->events > 0) Seal();
  settler_.Hand(group_);
  before_ = std::exchange(group_, std::make_shared<Group>());
  if (!std::exchange(governance_rewritten_, false)) return;
  settler_.WaitUntilIdle();
  if (settler_.failed()) return;
  absl::StatusOr<Competence> competence = ReadCompetence(ledger_, index_);
  if (!competence.ok()) return settler_.Stop(competence.status());
  competence_ = *std::move(competence);
}

// Whether there is room for more: all that waited has been judged.
bool Committer::Fill(bool disk_low) {
  while (group_->events < kGroupEvents && group_->bytes < kGroupBytes && group_->settled.size() < kGroupProposals &&
         !governance_rewritten_) {
    std::optional<Ordered> next = std::exchange(carried_, std::nullopt);
    if (!next) next = sequencer_.Next(/*wait=*/false);
    if (!next) return true;
    if (settler_.failed() || disk_low) {  // of a failure the settler will tell
      Settled& settled = group_->settled.emplace_back();
      settled.ordered = *std::move(next);
      settled.answer.violations.push_back(DiskNearlyFull());
      continue;
    }
    if (NeedsHistory(next->prepared)) {  // it reads whole streams, so they must be on disk
      if (group_->events > 0) {
        carried_ = std::move(next);
        return false;
      }
      settler_.WaitUntilIdle();
    }
    if (absl::Status status = Judge(*std::move(next)); !status.ok()) settler_.Stop(status);
  }
  return false;
}

absl::Status Committer::Judge(Ordered ordered) {
  Settled& settled = group_->settled.emplace_back();
  settled.ordered = std::move(ordered);
  const Prepared& prepared = settled.ordered.prepared;
  Violations& violations = settled.answer.violations;

  absl::StatusOr<Identity> identity = Identify(prepared, *group_, *before_, index_, ledger_);
  if (!identity.ok()) return identity.status();
  if (identity->duplicate) {
    settled.answer = *std::move(identity->duplicate);
    return absl::OkStatus();
  }
  violations = std::move(identity->violations);
  if (identity->settled) return absl::OkStatus();
  if (absl::Status status = CheckExpected(prepared.proposal, &violations); !status.ok()) return status;
  absl::StatusOr<GateResult> gate = CheckBatch(prepared, identity->known, *this);
  if (!gate.ok()) return gate.status();
  std::move(gate->violations.begin(), gate->violations.end(), std::back_inserter(violations));
  if (!violations.empty() || prepared.proposal.validate_only) return absl::OkStatus();
  return Record(*std::move(gate), &settled);
}

absl::Status Committer::CheckExpected(const Proposal& proposal, Violations* violations) {
  for (size_t i = 0; i < proposal.expected.size(); ++i) {
    const ExpectedRevision& expected = proposal.expected[i];
    const absl::StatusOr<StreamTable::Row*> row = streams_.Find(expected.stream.value);
    if (!row.ok()) return row.status();
    const Revision revision = (*row)->revision();
    if (revision == expected.revision) continue;
    violations->push_back({absl::StatusCode::kAborted, "REVISION_CONFLICT", -1, Cat("expected[", i, "]"),
                           Cat("stream ", expected.stream.value, " is at revision ", revision.value, ", not at ",
                               expected.revision.value),
                           "read the stream again and decide anew"});
  }
  return absl::OkStatus();
}

// Gives the batch its positions and puts everything it changes into the group's write.
absl::Status Committer::Record(GateResult gate, Settled* settled) {
  Prepared& prepared = settled->ordered.prepared;
  Answer& answer = settled->answer;
  last_appended_us_ = std::max(last_appended_us_, prepared.proposal.proposed_us);
  GroupRecords::Batch& records = group_->records->batches.emplace_back();
  records.bytes.reserve(prepared.record_bytes.size() + prepared.events.size() * kPlaceBytes);
  records.ends.reserve(prepared.events.size());
  answer.first = ledger_.next();
  answer.count = static_cast<uint32_t>(prepared.events.size());
  for (size_t i = 0; i < prepared.events.size(); ++i) {
    const PreparedEvent& ready = prepared.events[i];
    const Position position = ledger_.next();
    const Revision revision = StreamTable::RowOf(*gate.written[gate.written_by[i]].stream).Extend(position);

    const size_t begin = records.bytes.size();
    const Hash leaf = AppendRecord(prepared, i,
                                   {.position = position,
                                    .appended_us = last_appended_us_,
                                    .stream = gate.streams[i].value,
                                    .revision = revision,
                                    .order_token = settled->ordered.token,
                                    .subjects = gate.subjects[i]},
                                   &records.bytes);
    records.ends.push_back(records.bytes.size());
    ledger_.Append(std::string_view(records.bytes).substr(begin), leaf);
    group_->ids.try_emplace(ready.id, group_->settled.size() - 1, i);
    absl::Status marked = sources_.Note(*prepared.proposal.events[i].event.envelope, position);
    if (!marked.ok()) return marked;
    Govern(prepared.proposal.events[i].event, gate.streams[i].value, position);
  }
  if (prepared.proposal.signature) {
    const record::v1::SignedBatch& batch = prepared.proposal.signature->batch;
    signed_units_.Note(batch.unit(), {batch.sequence(), prepared.batch_record});
    absl::Status marked = sources_.NoteSigned(batch, answer.first);
    if (!marked.ok()) return marked;
  }
  answer.revisions.reserve(gate.written.size());
  for (const WrittenStream& written : gate.written) {
    StreamTable::Row& row = StreamTable::RowOf(*written.stream);
    row.Remember(written.memory);
    answer.revisions.emplace_back(StreamId(row.name), row.revision());
  }
  std::sort(answer.revisions.begin(), answer.revisions.end());
  group_->events += prepared.events.size();
  group_->bytes += prepared.bytes;
  settled->recorded = true;
  return absl::OkStatus();
}

void Committer::Govern(const contract::Event& event, std::string_view stream, Position position) {
  if (!IsGovernanceStream(stream)) return;
  signing_.Apply(event, position);
  rules_.Apply(event);
  if (Rewrites(event)) {
    governance_rewritten_ = true;
  } else {
    competence_.Apply(event);
  }
}

// Closes the group: from here on it is the settler's.
void Committer::Seal() {
  ledger_.batch()
      .Put(ledger_.default_family(), kOrderKey, Be64(group_->settled.back().ordered.token))
      .PermitUncheckedError();
  group_->write = ledger_.Seal(last_appended_us_);
  streams_.Flush(&group_->changes);
  sources_.Flush(&group_->changes);
}

absl::StatusOr<std::vector<GateStream*>> Committer::Streams(const std::vector<std::string_view>& names) {
  std::vector<GateStream*> streams;
  streams.reserve(names.size());
  const absl::Status found = streams_.Find(names, [&](StreamTable::Row* row) { streams.push_back(row); });
  if (!found.ok()) return found;
  return streams;
}

absl::StatusOr<std::vector<LogEventPtr>> Committer::History(const StreamId& stream) {
  absl::StatusOr<std::vector<Position>> positions = index_.StreamPositions(stream, ledger_.head().position);
  if (!positions.ok()) return positions.status();
  return ReadEvents(ledger_, *positions);
}

absl::StatusOr<LogEventPtr> Committer::Find(const EventId& id) {
  absl::StatusOr<std::optional<Position>> position = index_.FindEvent(id);
  if (!position.ok()) return position.status();
  if (!position->has_value()) return LogEventPtr();
  return ReadEvent(ledger_, **position);
}

}  // namespace homeward::eventstore
