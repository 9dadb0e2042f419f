#include "eventstore/log/replay.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "eventstore/feed/log_reader.h"
#include "eventstore/gate/machine.h"
#include "eventstore/gate/standing.h"
#include "eventstore/log/read_ahead.h"
#include "eventstore/log/source_marks.h"
#include "eventstore/log/stream_table.h"
#include "eventstore/record/uuid.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

class Replay {
 public:
  Replay(const Ledger& ledger, Index& index) : ledger_(ledger), index_(index), streams_(index), sources_(index) {}

  absl::Status Run() {
    ReadAhead log(ledger_, index_.through().next(), ledger_.head().position);
    while (true) {
      absl::StatusOr<std::optional<std::vector<LogEventPtr>>> chunk = log.Next();
      if (!chunk.ok()) return chunk.status();
      if (!chunk->has_value()) return absl::OkStatus();
      events_ = **std::move(chunk);
      for (const LogEventPtr& event : events_) {
        if (absl::Status status = Take(*event); !status.ok()) return status;
      }
      if (absl::Status status = Flush(); !status.ok()) return status;
    }
  }

 private:
  absl::Status Take(const LogEvent& event) {
    const std::optional<EventId> id = ParseEventId(event.event().envelope->id());
    if (!id) {
      return absl::DataLossError(
          contract::Cat("the event of position ", event.position.value, " has an id that is no UUID"));
    }
    changes_.events.push_back({*id, &event.view()});
    if (!event.signed_batch().empty()) {
      record::v1::SignedBatch batch;
      if (!batch.ParseFromString(event.signed_batch())) {
        return absl::DataLossError(
            contract::Cat("the signed batch of position ", event.position.value, " is unreadable"));
      }
      if (absl::Status status = sources_.NoteSigned(batch, event.position); !status.ok()) return status;
    }
    if (absl::Status status = sources_.Note(*event.event().envelope, event.position); !status.ok()) return status;

    const absl::StatusOr<StreamTable::Row*> row = streams_.Find(event.stream());
    if (!row.ok()) return row.status();
    const Revision revision = (*row)->Extend(event.position);
    if (revision.value != event.revision().value) {
      return absl::DataLossError(contract::Cat("position ", event.position.value, " is revision ",
                                               event.revision().value, " of its stream, but the index has it at ",
                                               revision.value));
    }
    if (Rewrites(event.event())) rewritten_.emplace(event.stream());
    if (!rewritten_.empty() && rewritten_.count(StreamId(event.stream())) != 0) return absl::OkStatus();
    if (!memory_.Parse((*row)->memory)) return absl::DataLossError("a row of streams is unreadable");
    contract::Violations ignored;  // it was allowed when it was recorded
    ApplyEvent(event.event(), -1, &memory_, &ignored);
    (*row)->Remember(memory_);
    return absl::OkStatus();
  }

  // Into the index; first the events, since a stream whose past was rewritten is read by them.
  absl::Status Flush() {
    index_.Add(changes_);
    changes_.Clear();
    for (const StreamId& stream : rewritten_) {
      absl::StatusOr<StreamMemory> memory = Refold(stream);
      if (!memory.ok()) return memory.status();
      const absl::StatusOr<StreamTable::Row*> row = streams_.Find(stream.value);
      if (!row.ok()) return row.status();
      (*row)->Remember(*memory);
    }
    rewritten_.clear();
    streams_.Flush(&changes_);
    sources_.Flush(&changes_);
    index_.Add(changes_);
    changes_.Clear();
    return index_.MakeRoom();
  }

  absl::StatusOr<StreamMemory> Refold(const StreamId& stream) {
    absl::StatusOr<std::vector<Position>> positions = index_.StreamPositions(stream, events_.back()->position);
    if (!positions.ok()) return positions.status();
    absl::StatusOr<std::vector<LogEventPtr>> history = ReadEvents(ledger_, *positions);
    if (!history.ok()) return history.status();
    std::vector<Link> links;
    for (const LogEventPtr& event : *history) links.push_back(LinkOf(event->event()));
    StreamMemory memory;
    contract::Violations ignored;
    for (const size_t i : StandingOf(links).order) ApplyEvent((*history)[i]->event(), -1, &memory, &ignored);
    return memory;
  }

  const Ledger& ledger_;
  Index& index_;
  StreamTable streams_;
  SourceMarks sources_;
  std::vector<LogEventPtr> events_;  // of one chunk; `changes_` points into them
  std::set<StreamId> rewritten_;     // by corrections and retractions among them
  StreamMemory memory_;              // of one stream; its memory is used again and again
  IndexChanges changes_;
};

}  // namespace

absl::Status ReplayIntoIndex(const Ledger& ledger, Index& index) { return Replay(ledger, index).Run(); }

}  // namespace homeward::eventstore
