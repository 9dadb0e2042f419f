#include "services/audit/replay.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "eventstore/limits.h"
#include "eventstore/record_view.h"
#include "proto/contract/formats.h"
#include "services/audit/packer.h"
#include "services/audit/recorded.h"
#include "services/audit/wire_recorded.h"
#include "services/errors/errors.h"
#include "services/limits.h"
#include "services/reading/incarnation.h"

namespace homeward::services {
namespace {

namespace pb = audit::v1;
using eventstore::Filter;
using eventstore::LogEvent;
using eventstore::Position;
using eventstore::RecordView;

template <typename Subjects>
bool Matches(const Filter& filter, uint32_t type, contract::Agency publisher, const Subjects& subjects) {
  const auto any = [](const auto& wanted, auto&& is) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), is);
  };
  return any(filter.types, [&](uint32_t wanted) { return wanted == type; }) &&
         any(filter.publishers, [&](contract::Agency wanted) { return wanted == publisher; }) &&
         any(filter.subjects, [&](const eventstore::Subject& wanted) {
           return std::find(subjects.begin(), subjects.end(), wanted.value) != subjects.end();
         });
}

bool Matches(const Filter& filter, const LogEvent& event) {
  return Matches(filter, event.type(), event.agency(), event.subjects());
}

bool Matches(const Filter& filter, const RecordView& record) {
  return Matches(filter, record.type, record.agency, record.subjects);
}

class Replay : public PullSource<grpc::ByteBuffer> {
 public:
  // `until`: ends there, inclusive; none: goes on for ever. `at_head`: the end is the head of the call's beginning.
  Replay(const Core& core, const Viewer& viewer, std::optional<Position> until, bool at_head, Filter filter)
      : core_(core),
        viewer_(viewer),
        unit_(viewer.role == projections::Role::kAuditor ? "" : viewer.unit()),
        until_(until),
        at_head_(at_head),
        filter_(std::move(filter)),
        wire_(core.store) {}

  void Begin(Position after) {
    if (until_.has_value() && after >= *until_) end_due_ = true;
    // Where an auditor asks for subjects, the index knows the few positions that are worth reading.
    if (!unit_.empty() || filter_.subjects.empty()) {
      read_ = after;
      read_until_ = std::min(core_.store.head().position, until_.value_or(Position(UINT64_MAX)));
    }
    Follow(after);
  }

  absl::Status Poll(std::vector<grpc::ByteBuffer>* responses) override {
    if (ended_) return absl::OkStatus();
    Packer packer(responses);
    if (read_ < read_until_) return ReadOn(&packer);
    if (!end_due_) {
      std::vector<eventstore::Item> items;
      if (const absl::Status polled = subscription_->Poll(kReplayItemsPolled, &items); !polled.ok()) return polled;
      for (const eventstore::Item& item : items) {
        std::visit([&](const auto& one) { Take(one, &packer); }, item);
        if (!failed_.ok()) return failed_;
        if (end_due_) break;
      }
    }
    FlushGap(&packer);
    if (end_due_) End(&packer);
    return absl::OkStatus();
  }

  void OnGrowth(std::function<void()> wake) override { subscription_->OnGrowth(std::move(wake)); }
  bool ended() const override { return ended_; }

 private:
  // From here on with the subscription. An auditor (no unit) has its filter in it.
  void Follow(Position after) { subscription_ = core_.store.Subscribe(after, unit_.empty() ? filter_ : Filter{}); }

  // What the log held when the call began: bytes to bytes.
  absl::Status ReadOn(Packer* packer) {
    const Position last(std::min(read_until_.value, read_.value + kReplayItemsPolled));
    absl::Status read = core_.store.ReadRecords(read_.next(), last, [&](const RecordView& record) {
      read_ = record.position;
      Take(record, packer);
      return failed_.ok();
    });
    if (!read.ok()) return read;
    if (!failed_.ok()) return failed_;
    FlushGap(packer);
    if (read_ < read_until_) return absl::OkStatus();
    if (until_.has_value() && read_ >= *until_) {
      end_due_ = true;
      End(packer);
    } else {
      Follow(read_);
    }
    return absl::OkStatus();
  }

  // One that lies within what was asked for.
  void Take(const RecordView& record, Packer* packer) {
    if (unit_.empty() && !Matches(filter_, record)) return Skip(record.position, packer);
    if (!wire_.Take(record)) return Parse(record, packer);
    const bool author = !unit_.empty() && contract::UnitCovers(unit_, wire_.unit());
    if (!unit_.empty() && !author) return Hide(record.position);
    if (author && !Matches(filter_, record)) return;
    const absl::StatusOr<std::string_view> recorded = wire_.Write(author ? Sight::kAuthor : Sight::kAuditor);
    if (!recorded.ok()) {
      failed_ = recorded.status();
    } else if (recorded->empty()) {
      Parse(record, packer);
    } else {
      FlushGap(packer);
      packer->AddEvent(*recorded);
      skipped_ = 0;
    }
  }

  void Parse(const RecordView& record, Packer* packer) {
    const auto event = eventstore::EventOf(record);
    failed_ = event.status();
    if (event.ok()) Take(*event, packer);
    skipped_ = 0;
  }

  // As a subscription does: where nothing matches for long, it is said how far that is.
  void Skip(Position position, Packer* packer) {
    if (++skipped_ < eventstore::kCheckpointEvery) return;
    AddCheckpoint(position, packer);
    skipped_ = 0;
  }

  // True if the position still belongs to what was asked for; else the end is due.
  bool Within(Position position) {
    if (!until_.has_value()) return true;
    if (position >= *until_) end_due_ = true;
    return position <= *until_;
  }

  void Take(const eventstore::LogEventPtr& event, Packer* packer) {
    if (!Within(event->position)) return;
    if (failed_ = event->Parse(); !failed_.ok()) return;
    const bool author = !unit_.empty() && contract::UnitCovers(unit_, event->event().envelope->unit());
    if (!unit_.empty() && !author) return Hide(event->position);
    if (author && !Matches(filter_, *event)) return;
    FlushGap(packer);
    auto recorded = ToRecorded(event, author ? Sight::kAuthor : Sight::kAuditor, viewer_, core_.store);
    if (!recorded.ok()) {
      failed_ = recorded.status();
      return;
    }
    packer->AddEvent(recorded->SerializeAsString());
  }

  void Take(const eventstore::CaughtUp& at, Packer* packer) {
    if (!Within(at.position) || end_due_) return;
    FlushGap(packer);
    AddCaughtUp(at.position, packer);
  }

  void Take(const eventstore::FellBehind& at, Packer* packer) {
    FlushGap(packer);
    pb::ReplayItem item;
    item.mutable_fell_behind()->set_position(at.position.value);
    packer->Add(item);
  }

  void Take(const eventstore::Checkpoint& at, Packer* packer) {
    if (!Within(at.position) || end_due_) return;
    FlushGap(packer);
    AddCheckpoint(at.position, packer);
  }

  void Hide(Position position) {
    if (gap_from_.value == 0) gap_from_ = position;
    gap_to_ = position;
  }

  void FlushGap(Packer* packer) {
    if (gap_from_.value == 0) return;
    pb::ReplayItem item;
    pb::Gap* gap = item.mutable_gap();
    gap->set_from_position(gap_from_.value);
    gap->set_to_position(gap_to_.value);
    gap->set_reason(pb::GAP_REASON_NOT_PERMITTED);
    packer->Add(item);
    gap_from_ = gap_to_ = Position();
  }

  void AddCaughtUp(Position position, Packer* packer) {
    pb::ReplayItem item;
    pb::CaughtUp* caught_up = item.mutable_caught_up();
    caught_up->set_position(position.value);
    caught_up->set_incarnation(absl::BytesToHexString(core_.store.head().incarnation));
    packer->Add(item);
  }

  void AddCheckpoint(Position position, Packer* packer) {
    pb::ReplayItem item;
    item.mutable_checkpoint()->set_position(position.value);
    packer->Add(item);
  }

  void End(Packer* packer) {
    ended_ = true;
    if (at_head_) return AddCaughtUp(*until_, packer);
    AddCheckpoint(*until_, packer);
  }

  const Core& core_;
  const Viewer viewer_;
  const std::string unit_;  // whose own events are given; empty: an auditor
  const std::optional<Position> until_;
  const bool at_head_;
  const Filter filter_;
  std::unique_ptr<eventstore::Subscription> subscription_;
  WireRecorded wire_;
  Position read_, read_until_;  // of what is read without the subscription
  uint64_t skipped_ = 0;        // positions that did not match, since the last item
  Position gap_from_, gap_to_;  // 0: no gap is open
  bool end_due_ = false;
  absl::Status failed_;
  bool ended_ = false;
};

absl::StatusOr<Filter> ToFilter(const pb::ReplayRequest& request) {
  if (std::max({request.subjects_size(), request.types_size(), request.publishers_size()}) > kReplayFilterMax) {
    return Refusal(absl::StatusCode::kInvalidArgument, "FILTER_TOO_LARGE", "A filter list has too many entries.",
                   "Ask for more, and filter what comes.");
  }
  Filter filter;
  for (const std::string& subject : request.subjects()) filter.subjects.emplace_back(subject);
  for (const std::string& name : request.types()) {
    const contract::EventType* type = contract::Contract::Get().FindEvent(name);
    if (type == nullptr) {
      return Refusal(absl::StatusCode::kInvalidArgument, "UNKNOWN_EVENT_TYPE", "A filter names no event type.",
                     "ListEventTypes has the names.");
    }
    filter.types.push_back(type->number);
  }
  for (const int agency : request.publishers()) filter.publishers.push_back(static_cast<contract::Agency>(agency));
  return filter;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PullSource<grpc::ByteBuffer>>> OpenReplay(const Core& core,
                                                                         const pb::ReplayRequest& request,
                                                                         const Viewer& viewer) {
  absl::StatusOr<Filter> filter = ToFilter(request);
  if (!filter.ok()) return filter.status();
  if (absl::Status same = CheckIncarnation(core.store, request.incarnation()); !same.ok()) return same;
  const eventstore::Head head = core.store.head();
  const uint64_t from = std::max<uint64_t>(request.from_position(), 1);
  if (from > head.position.value + 1) {
    return Refusal(absl::StatusCode::kOutOfRange, "POSITION_BEYOND_HEAD", "from_position lies beyond the log's head.",
                   "Use a position that this log has answered.");
  }
  if (request.to_position() != 0 && request.to_position() < from) {
    return Refusal(absl::StatusCode::kInvalidArgument, "FIELD_RANGE", "to_position lies before from_position.",
                   "Swap them, or leave to_position out.");
  }
  const uint64_t to = request.to_position();
  std::optional<Position> until;
  if (to != 0) until = Position(to);
  const bool at_head = !request.follow() && (to == 0 || to > head.position.value);
  if (at_head) until = head.position;
  auto replay = std::make_unique<Replay>(core, viewer, until, at_head, *std::move(filter));
  replay->Begin(Position(from - 1));
  return replay;
}

}  // namespace homeward::services
