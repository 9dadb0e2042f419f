#include "projections/query/deadlines.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "projections/lists/listing.h"
#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "projections/limits.h"
#include "projections/query/clock_walk.h"
#include "projections/query/scopes.h"
#include "projections/rules/codes.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using oversight::v1::ClockCount;
using oversight::v1::ListDeadlinesRequest;
using ShownClock = oversight::v1::Clock;

constexpr Micros kEver = std::numeric_limits<Micros>::max();

// Due before then: what is late at the date, or what comes due within the days asked for.
Micros BoundOf(const ListDeadlinesRequest& request, Micros as_at_us) {
  if (!request.include_running()) return as_at_us;
  return request.within_days() == 0 ? kEver : as_at_us + request.within_days() * kDayUs + 1;
}

bool Passes(const ListDeadlinesRequest& request, std::string_view state) {
  return state == "missed" || (request.include_running() && (state == "running" || state == "suspended"));
}

std::vector<std::string> Codes(const ListDeadlinesRequest& request) {
  return {request.rule_codes().begin(), request.rule_codes().end()};
}

struct Told {
  std::string place;
  ShownClock shown;
};

// What ran at an earlier date: every subject that has a clock which can have run then, read at that date.
absl::StatusOr<std::vector<Told>> RanThen(const ListDeadlinesRequest& request, const std::vector<std::string>& scopes,
                                          const Viewer& viewer, const Sight& sight, Knowledge* knowledge) {
  const Frame& frame = knowledge->frame();
  const Micros before = BoundOf(request, frame.as_at_us);
  std::set<std::string> subjects;
  const auto take = [&](const ListedClock& listed, std::string_view subject) {
    const Clock& clock = listed.clock;
    // A tip's clock begins anew when its check is resumed: before, another one ran.
    if (clock.start_us > frame.as_at_us && clock.code != rules::kTipAfterResuming) return true;
    if (clock.done_us == 0 && clock.due_us == 0 && clock.start_us <= frame.as_at_us) {
      ClockReading reading;
      if (!ReadClock(clock, *frame.governance, frame.as_at_us, &reading) || reading.due_us >= before) return true;
    }
    subjects.emplace(subject);
    return subjects.size() <= kClockSubjectsMax;
  };
  for (const ClockSection section : {ClockSection::kRunning, ClockSection::kSuspended, ClockSection::kEnded})
    if (auto visited = VisitClocks(sight, scopes, section, frame.as_at_us + 1, take); !visited.ok()) return visited;
  if (subjects.size() > kClockSubjectsMax)
    return absl::ResourceExhaustedError(
        "TOO_MANY_CLOCKS: more clocks bear on that date than are read at once; name a unit, a province or a rule");
  std::vector<Told> all;
  std::set<std::tuple<std::string, std::string, Micros>> told;
  SubjectClocks clocks(viewer, knowledge);
  for (const std::string& subject : subjects) {
    const SubjectClocks::Of& of = clocks.Get(subject);
    if (!of.readable) continue;
    for (const Clock& clock : of.clocks) {
      Told one;
      if (!InScopes(scopes, clock.unit) || !ShowClock(of.subject, clock, frame, &one.shown)) continue;
      const auto& deadline = one.shown.deadline();
      const Micros due = FromTimestamp(deadline.due());
      if (due >= before || !Passes(request, deadline.state().code()) ||
          !AsksFor(Codes(request), clock, deadline.rule_code()) ||
          !told.emplace(of.subject, clock.code, clock.start_us).second)
        continue;
      one.place = contract::Cat(eventstore::Be64(static_cast<uint64_t>(due)), clock.code, "|",
                                eventstore::Be64(static_cast<uint64_t>(clock.start_us)), of.subject);
      all.push_back(std::move(one));
    }
  }
  std::sort(all.begin(), all.end(), [](const Told& a, const Told& b) { return a.place < b.place; });
  return all;
}

// Of units, where one is asked for; of a province, where its plans are; of all.
bool InScopesOf(const std::vector<std::string>& scopes, const DutyClock& duty) {
  if (!duty.clock.unit.empty()) return InScopes(scopes, duty.clock.unit);
  const std::string province = ProvinceScope(ProvinceOfArea(duty.area));
  return std::any_of(scopes.begin(), scopes.end(), [&](const auto& s) { return s == kEverywhere || s == province; });
}

}  // namespace

std::vector<MadeClock> ShowMade(const ListDeadlinesRequest& request, const std::vector<DutyClock>& clocks,
                                const std::vector<std::string>& scopes, const Frame& frame) {
  std::vector<MadeClock> made;
  for (const DutyClock& duty : clocks) {
    MadeClock one;
    if (!InScopesOf(scopes, duty) || !ShowClock(duty.subject, duty.clock, frame, &one.shown)) continue;
    const auto& deadline = one.shown.deadline();
    const Micros due = FromTimestamp(deadline.due());
    if (due >= BoundOf(request, frame.as_at_us) || !Passes(request, deadline.state().code()) ||
        !AsksFor(Codes(request), duty.clock, deadline.rule_code()))
      continue;
    one.place = contract::Cat(eventstore::Be64(static_cast<uint64_t>(due)), duty.clock.code, "|", duty.subject);
    made.push_back(std::move(one));
  }
  std::sort(made.begin(), made.end(), [](const MadeClock& a, const MadeClock& b) { return a.place < b.place; });
  return made;
}

absl::StatusOr<DeadlinesPage> ListDeadlinesPage(const DeadlineQuestion& question, const Viewer& viewer,
                                                const Sight& sight, Knowledge* knowledge) {
  const ListDeadlinesRequest& request = question.request;
  const Frame& frame = knowledge->frame();
  const std::vector<std::string>& scopes = question.scopes;
  auto size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  DeadlinesPage page;
  std::string last = question.start.after;
  bool more = false;
  auto made = std::upper_bound(question.made.begin(), question.made.end(), last,
                               [](const std::string& after, const MadeClock& one) { return after < one.place; });
  // Adds those whose place lies before that one, as far as the page has room.
  const auto add_made = [&](const std::string* place) {
    for (; !more && made != question.made.end() && (place == nullptr || made->place < *place); ++made) {
      if ((more = page.clocks.size() == *size)) break;
      last = made->place;
      page.clocks.push_back(made->shown);
    }
  };
  if (question.past) {
    auto all = RanThen(request, scopes, viewer, sight, knowledge);
    if (!all.ok()) return all.status();
    for (Told& told : *all) {
      if (told.place <= question.start.after) continue;
      add_made(&told.place);
      if (more || (more = page.clocks.size() == *size)) break;
      last = told.place;
      page.clocks.push_back(std::move(told.shown));
    }
  } else {
    ClockBounds bounds;
    bounds.rule_codes = Codes(request);
    bounds.suspended = request.include_running();
    bounds.before_us = BoundOf(request, frame.as_at_us);
    bounds.as_at_us = frame.as_at_us;
    bounds.after = question.start.after;
    ClockWalk walk(sight, *frame.governance, std::move(bounds));
    if (auto begun = walk.Begin(scopes); !begun.ok()) return begun;
    SubjectClocks clocks(viewer, knowledge);
    ClockRow row;
    for (size_t looked = 0;; ++looked) {
      auto next = walk.Next(&row);
      if (!next.ok()) return next.status();
      if (!*next) break;
      add_made(&row.place);
      if (more || (more = page.clocks.size() == *size || looked == kPageScanMax)) break;
      last = row.place;
      const Clock* clock = clocks.Find(row.subject, row.listed);
      ShownClock shown;
      if (clock == nullptr || !ShowClock(clocks.Get(row.subject).subject, *clock, frame, &shown)) continue;
      if (Passes(request, shown.deadline().state().code())) page.clocks.push_back(std::move(shown));
    }
  }
  add_made(nullptr);
  if (!knowledge->status().ok()) return knowledge->status();
  if (more) page.next_page_token = EncodeToken(question.scope, {last, frame.as_at_us});
  return page;
}

absl::StatusOr<std::vector<ClockCount>> CountClocks(const Sight& sight, const std::vector<std::string>& scopes,
                                                    const std::vector<std::string>& rule_codes, const Frame& frame,
                                                    Micros from_us, Micros until_us) {
  std::map<std::string, ClockCount> counts;
  size_t rows = 0;
  const auto count = [&](const ListedClock& listed, std::string_view) {
    if (++rows > kClockRowsMax) return false;
    if (EndedByHeir(listed, *frame.governance)) return true;
    Clock clock = listed.clock;
    if (listed.doubtful) clock.done_us = 0;
    if (clock.done_us >= until_us) return true;
    ClockReading reading;
    if (!ReadClock(clock, *frame.governance, frame.as_at_us, &reading)) return true;
    if (!AsksFor(rule_codes, clock, reading.code)) return true;
    ClockCount& of = counts[reading.code];
    if (of.rule_code().empty()) {
      of.set_rule_code(reading.code);
      *of.mutable_label() = LabelOf(clock.code);
    }
    if (reading.rule != nullptr) of.set_article(reading.rule->article);
    const std::string_view state = reading.state;
    if (state == "running") of.set_running(of.running() + 1);
    if (state == "missed") of.set_missed(of.missed() + 1);
    if (state == "suspended") of.set_suspended(of.suspended() + 1);
    if (state == "met") of.set_met(of.met() + 1);
    if (state == "met_reported_late") of.set_met_reported_late(of.met_reported_late() + 1);
    if (state == "met_late") of.set_met_late(of.met_late() + 1);
    return true;
  };
  for (const ClockSection section : {ClockSection::kRunning, ClockSection::kSuspended, ClockSection::kEnded})
    if (auto visited = VisitClocks(sight, scopes, section, from_us, count); !visited.ok()) return visited;
  if (rows > kClockRowsMax)
    return absl::ResourceExhaustedError("TOO_MANY_CLOCKS: more clocks than are counted at once; name a province");
  std::vector<ClockCount> all;
  for (auto& [code, of] : counts) all.push_back(std::move(of));
  return all;
}

}  // namespace homeward::projections
