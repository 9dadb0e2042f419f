#include "projections/query/watch_deadlines.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/sha256.h"
#include "projections/facts/dates.h"
#include "projections/governance/governance.h"
#include "projections/limits.h"
#include "projections/projector/projection.h"
#include "projections/query/clock_walk.h"
#include "projections/query/deadlines.h"
#include "projections/query/scopes.h"

namespace homeward::projections {
namespace {

using eventstore::Position;
using oversight::v1::WatchDeadlinesRequest;
using oversight::v1::WatchDeadlinesResponse;
using ShownClock = oversight::v1::Clock;

class DeadlinesCursor : public WatchCursor<WatchDeadlinesResponse> {
 public:
  DeadlinesCursor(Projector* projector, std::function<Micros()> now, WatchDeadlinesRequest request, Viewer viewer)
      : projector_(projector),
        now_(std::move(now)),
        request_(std::move(request)),
        codes_(request_.rule_codes().begin(), request_.rule_codes().end()),
        viewer_(std::move(viewer)) {}
  ~DeadlinesCursor() override { Unwait(); }

  absl::Status Poll(size_t max, std::vector<WatchDeadlinesResponse>* responses) override {
    sight_ = projector_->sight();
    const absl::Status told = Tell(max, responses);
    sight_ = nullptr;  // pins rows
    return told;
  }

  void OnGrowth(std::function<void()> wake) override {
    Unwait();
    waiting_ = projector_->OnReach(reading_ ? Position() : position_.next(), std::move(wake));
  }

  Position position() const override { return position_; }
  std::optional<std::chrono::microseconds> rests() const override { return rests_; }

 private:
  using Key = std::tuple<std::string, std::string, Micros>;  // subject as told, code, start
  struct Told {
    std::string listed_as;  // the subject of the list
    Clock clock;
    ShownClock shown;
    uint64_t reading = 0;  // the last that found it
  };

  Micros AsAt() const { return request_.context().has_as_at() ? FromTimestamp(request_.context().as_at()) : now_(); }

  absl::Status Tell(size_t max, std::vector<WatchDeadlinesResponse>* responses) {
    const Micros now = std::max(AsAt(), as_at_us_);
    if (wakes_us_ != 0 && now >= wakes_us_) woken_us_ = now;
    std::set<std::string> changed;
    if (!reading_) {
      const bool lost = sight_->position < position_ || !projector_->ChangedSince(position_, &changed);
      if (lost || changed.contains(std::string(kGovernanceSubject))) BeginReading();
    }
    const size_t before = responses->size();
    const bool grown = reading_ || sight_->position != position_;
    if (reading_) {
      if (auto read = ReadOn(now, max, responses); !read.ok() || reading_) return read;
    } else {
      const Micros since = std::exchange(as_at_us_, now);
      if (auto told = TellChanged(changed, now, responses); !told.ok()) return told;
      position_ = sight_->position;
      if (auto told = TellDue(since, now, responses); !told.ok()) return told;
    }
    if (auto found = FindNext(now); !found.ok()) return found;
    if (grown || responses->size() != before) Make(responses)->mutable_caught_up();
    return absl::OkStatus();
  }

  // Everything anew: at first, after a rebuild, and where rules or units are others now.
  void BeginReading() {
    reading_ = true;
    ++readings_;
    after_.clear();
  }

  // About `max` rows of it. What this reading did not find again is settled.
  absl::Status ReadOn(Micros now, size_t max, std::vector<WatchDeadlinesResponse>* responses) {
    if (after_.empty()) {
      as_at_us_ = now;
      position_ = sight_->position;  // what changes meanwhile is told afterwards
    }
    Knowledge knowledge(sight_, as_at_us_);
    SubjectClocks clocks(viewer_, &knowledge);
    auto walk = Walk(knowledge, as_at_us_, after_);
    if (!walk.ok()) return walk.status();
    ClockRow row;
    for (size_t looked = 0; looked < max; ++looked) {
      auto next = (*walk)->Next(&row);
      if (!next.ok()) return next.status();
      if (!*next) {
        reading_ = false;
        break;
      }
      after_ = row.place;
      if (const Clock* clock = clocks.Find(row.subject, row.listed))
        TellClock(row.subject, clocks.Get(row.subject).subject, *clock, knowledge, responses);
    }
    if (!knowledge.status().ok()) return knowledge.status();
    if (reading_) return absl::OkStatus();
    for (auto it = told_.begin(); it != told_.end();)
      it = it->second.reading == readings_ ? std::next(it) : Settle(it, responses);
    return absl::OkStatus();
  }

  absl::Status TellChanged(const std::set<std::string>& changed, Micros now,
                           std::vector<WatchDeadlinesResponse>* responses) {
    if (changed.empty()) return absl::OkStatus();
    Knowledge knowledge(sight_, now);
    SubjectClocks clocks(viewer_, &knowledge);
    auto scopes = Scopes(knowledge);
    if (!scopes.ok()) return scopes.status();
    std::set<std::string> subjects;  // as told
    for (const std::string& subject : changed) {
      const std::string_view view = ViewOf(subject);
      if (std::find(ClockFamilies().begin(), ClockFamilies().end(), view) == ClockFamilies().end()) continue;
      const SubjectClocks::Of& of = clocks.Get(subject);
      subjects.insert(of.subject);
      subjects.insert(subject);
      if (!of.readable) continue;
      for (const Clock& clock : of.clocks)
        if (InScopes(*scopes, clock.unit)) TellClock(subject, of.subject, clock, knowledge, responses);
    }
    for (auto it = told_.begin(); it != told_.end();) {
      const Told& told = it->second;
      if (!subjects.contains(std::get<0>(it->first)) && !subjects.contains(told.listed_as)) {
        ++it;
        continue;
      }
      ListedClock listed;
      listed.clock = told.clock;
      const Clock* clock = clocks.Find(told.listed_as, listed);
      it = clock != nullptr && Missed(*clock, knowledge) ? std::next(it) : Settle(it, responses);
    }
    return knowledge.status();
  }

  // What has become due since it was last asked.
  absl::Status TellDue(Micros since, Micros now, std::vector<WatchDeadlinesResponse>* responses) {
    if (now <= since) return absl::OkStatus();
    Knowledge knowledge(sight_, now);
    SubjectClocks clocks(viewer_, &knowledge);
    auto walk = Walk(knowledge, now, eventstore::Be64(static_cast<uint64_t>(since)));
    if (!walk.ok()) return walk.status();
    ClockRow row;
    for (;;) {
      auto next = (*walk)->Next(&row);
      if (!next.ok()) return next.status();
      if (!*next) return knowledge.status();
      if (const Clock* clock = clocks.Find(row.subject, row.listed))
        TellClock(row.subject, clocks.Get(row.subject).subject, *clock, knowledge, responses);
    }
  }

  // When the next row becomes due; asked at most once in kClockWakeEvery, whoever polls more often.
  absl::Status FindNext(Micros now) {
    rests_.reset();
    wakes_us_ = 0;
    if (request_.context().has_as_at()) return absl::OkStatus();
    Knowledge knowledge(sight_, now);
    auto walk = Walk(knowledge, std::numeric_limits<Micros>::max(), eventstore::Be64(static_cast<uint64_t>(now)));
    if (!walk.ok()) return walk.status();
    ClockRow row;
    auto next = (*walk)->Next(&row);
    if (!next.ok()) return next.status();
    if (!*next) return absl::OkStatus();
    // A moment beyond it: what is due then is not late yet.
    const Micros least = woken_us_ == 0 ? 0 : woken_us_ + kClockWakeEvery.count() - now;
    const Micros rest = std::max<Micros>({row.reading.due_us + 1 - now, least, 1});
    wakes_us_ = now + rest;
    rests_ = std::chrono::microseconds(rest);
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<std::string>> Scopes(const Knowledge& knowledge) const {
    return OwnScopes(request_.unit(), request_.province(), viewer_, knowledge.frame());
  }

  absl::StatusOr<std::unique_ptr<ClockWalk>> Walk(const Knowledge& knowledge, Micros before_us,
                                                  std::string after) const {
    auto scopes = Scopes(knowledge);
    if (!scopes.ok()) return scopes.status();
    ClockBounds bounds;
    bounds.rule_codes = codes_;
    bounds.before_us = before_us;
    bounds.as_at_us = knowledge.frame().as_at_us;
    bounds.after = std::move(after);
    auto walk = std::make_unique<ClockWalk>(*sight_, knowledge.governance(), std::move(bounds));
    if (auto begun = walk->Begin(*scopes); !begun.ok()) return begun;
    return walk;
  }

  static bool Missed(const Clock& clock, const Knowledge& knowledge) {
    ClockReading reading;
    return ReadClock(clock, knowledge.governance(), knowledge.frame().as_at_us, &reading) && reading.state == "missed";
  }

  void TellClock(const std::string& listed_as, const std::string& subject, const Clock& clock,
                 const Knowledge& knowledge, std::vector<WatchDeadlinesResponse>* responses) {
    Told told{listed_as, clock, {}, readings_};
    if (!Missed(clock, knowledge) || !ShowClock(subject, clock, knowledge.frame(), &told.shown) ||
        !AsksFor(codes_, clock, told.shown.deadline().rule_code()))
      return;
    const Key key{subject, clock.code, clock.start_us};
    const auto known = told_.find(key);
    const bool same = known != told_.end() &&
                      known->second.shown.deadline().due().seconds() == told.shown.deadline().due().seconds() &&
                      known->second.shown.unit_now() == told.shown.unit_now();
    if (!same) *Make(responses)->mutable_overdue() = told.shown;
    told_.insert_or_assign(key, std::move(told));
  }

  std::map<Key, Told>::iterator Settle(std::map<Key, Told>::iterator it,
                                       std::vector<WatchDeadlinesResponse>* responses) {
    *Make(responses)->mutable_settled() = it->second.shown;
    return told_.erase(it);
  }

  WatchDeadlinesResponse* Make(std::vector<WatchDeadlinesResponse>* responses) {
    WatchDeadlinesResponse& response = responses->emplace_back();
    response.set_position(sight_->position.value);
    response.set_incarnation(eventstore::ToHex(sight_->incarnation));
    *response.mutable_as_at() = ToTimestamp(as_at_us_);
    return &response;
  }

  void Unwait() {
    if (waiting_ != 0) projector_->CancelOnReach(waiting_);
    waiting_ = 0;
  }

  Projector* const projector_;
  const std::function<Micros()> now_;
  const WatchDeadlinesRequest request_;
  const std::vector<std::string> codes_;
  const Viewer viewer_;
  SightPtr sight_;  // within Poll
  std::map<Key, Told> told_;
  bool reading_ = true;    // the whole is being read
  uint64_t readings_ = 1;  // begun
  std::string after_;      // of the reading: where it goes on
  Position position_;
  Micros as_at_us_ = 0;
  Micros wakes_us_ = 0;  // for when a wake was asked
  Micros woken_us_ = 0;  // when one last came
  std::optional<std::chrono::microseconds> rests_;
  uint64_t waiting_ = 0;
};

}  // namespace

std::unique_ptr<WatchCursor<WatchDeadlinesResponse>> MakeDeadlinesCursor(Projector* projector,
                                                                         std::function<Micros()> now,
                                                                         WatchDeadlinesRequest request, Viewer viewer) {
  return std::make_unique<DeadlinesCursor>(projector, std::move(now), std::move(request), std::move(viewer));
}

}  // namespace homeward::projections
