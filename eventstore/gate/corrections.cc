#include "eventstore/gate/corrections.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "eventstore/gate/machine.h"
#include "eventstore/gate/standing.h"
#include "eventstore/record/uuid.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

using contract::Cat;
using contract::Event;
using contract::Violation;
using contract::Violations;

Violation Refusal(absl::StatusCode code, std::string reason, const Event& event, int index, std::string message,
                  std::string next_step) {
  return {code,
          std::move(reason),
          index,
          IsRetraction(*event.type) ? event.type->options.key() : "envelope.corrects",
          std::move(message),
          std::move(next_step)};
}

// What is corrected or retracted, wherever it is.
struct Target {
  StreamId stream;
  std::string unit;
  std::vector<std::string> subjects;
  bool permanent = false;
};

absl::StatusOr<std::optional<Target>> FindTarget(const Prepared& prepared, int index, const std::string& id,
                                                 GateReader& reader, const GateResult& result) {
  for (int i = 0; i < index; ++i) {
    const Event& earlier = prepared.proposal.events[i].event;
    if (earlier.envelope->id() != id || result.streams[i].value.empty()) continue;
    const std::vector<std::string_view> own = SubjectsOf(prepared, static_cast<size_t>(i));
    Target target{
        result.streams[i], earlier.envelope->unit(), {own.begin(), own.end()}, earlier.type->options.permanent()};
    target.subjects.insert(target.subjects.end(), result.subjects[i].begin(), result.subjects[i].end());
    return std::optional<Target>(std::move(target));
  }
  const std::optional<EventId> event_id = ParseEventId(id);
  if (!event_id) return std::optional<Target>();
  absl::StatusOr<LogEventPtr> found = reader.Find(*event_id);
  if (!found.ok()) return found.status();
  if (*found == nullptr) return std::optional<Target>();
  const auto& subjects = (*found)->subjects();
  return std::optional<Target>({StreamId((*found)->stream()),
                                (*found)->event().envelope->unit(),
                                {subjects.begin(), subjects.end()},
                                (*found)->event().type->options.permanent()});
}

// One event of a stream's history or of the batch.
struct Entry {
  const Event* event;
  int index;  // in the batch; -1: recorded before
};

// Folds what stands. `broken` gets the violations of each entry that is not allowed.
StreamMemory Fold(const std::vector<Entry>& entries, const std::vector<size_t>& order,
                  std::map<size_t, Violations>* broken) {
  StreamMemory memory;
  for (size_t i : order) {
    Violations violations;
    ApplyEvent(*entries[i].event, entries[i].index, &memory, &violations);
    if (!violations.empty()) (*broken)[i] = std::move(violations);
  }
  return memory;
}

// Refuses to correct or retract what no longer stands: the correction that replaced it is what stands now.
bool TargetStands(const std::vector<Link>& before, const Link& link, const Entry& entry, Violations* violations) {
  const std::string& id = link.retracts.empty() ? link.corrects : link.retracts;
  if (id.empty()) return true;
  const Standing standing = StandingOf(before);
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i].id != id || standing.Stands(i)) continue;
    const bool replaced = standing.replaced_by[i] != Standing::kNone;
    const int by = replaced ? standing.replaced_by[i] : standing.retracted_by[i];
    violations->push_back(
        Refusal(absl::StatusCode::kFailedPrecondition, "ILLEGAL_STEP", *entry.event, entry.index,
                Cat("event ", id, " was already ", replaced ? "corrected" : "retracted", " by ", before[by].id),
                replaced ? "name the correction instead" : "nothing is left to do"));
    return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<bool> ResolveTarget(const Prepared& prepared, int index, GateReader& reader, GateResult* result) {
  const Event& event = prepared.proposal.events[index].event;
  if (!IsRetraction(*event.type)) result->streams[index] = StreamId(event.stream());
  if (!Rewrites(event)) return true;
  const Link link = LinkOf(event);
  const std::string& id = link.retracts.empty() ? link.corrects : link.retracts;

  absl::StatusOr<std::optional<Target>> target = FindTarget(prepared, index, id, reader, *result);
  if (!target.ok()) return target.status();
  if (!target->has_value()) {
    result->violations.push_back(Refusal(absl::StatusCode::kFailedPrecondition, "CORRECTED_EVENT_UNKNOWN", event, index,
                                         Cat("event ", id, " is not in the log"), "publish it first, or check the id"));
    return false;
  }
  if ((*target)->unit != event.envelope->unit()) {
    result->violations.push_back(Refusal(absl::StatusCode::kPermissionDenied, "NOT_THE_AUTHOR", event, index,
                                         Cat("event ", id, " was published by another unit"),
                                         "only its author can change it; publish EventDisputed to protest"));
    return false;
  }
  if ((*target)->permanent) {
    result->violations.push_back(Refusal(absl::StatusCode::kFailedPrecondition, "NOT_CORRECTABLE", event, index,
                                         Cat("event ", id, " is of a type that is never corrected or retracted"),
                                         "publish the event that undoes it from now on: docs/events.md"));
    return false;
  }
  if (IsRetraction(*event.type)) {
    result->streams[index] = (*target)->stream;
  } else if (result->streams[index] != (*target)->stream) {
    result->violations.push_back(Refusal(absl::StatusCode::kFailedPrecondition, "CORRECTED_EVENT_UNKNOWN", event, index,
                                         Cat("event ", id, " is in another stream than this one"),
                                         "retract it there and publish this one without `corrects`"));
    return false;
  }
  const std::vector<std::string_view> own = SubjectsOf(prepared, static_cast<size_t>(index));
  for (std::string& subject : (*target)->subjects) {
    if (std::find(own.begin(), own.end(), subject) == own.end()) {
      result->subjects[index].push_back(std::move(subject));
    }
  }
  return true;
}

absl::Status CheckRewrittenStream(const Prepared& prepared, const StreamId& stream, const std::vector<int>& events,
                                  GateReader& reader, StreamMemory* memory, Violations* violations) {
  absl::StatusOr<std::vector<LogEventPtr>> history = reader.History(stream);
  if (!history.ok()) return history.status();
  std::vector<Entry> entries;
  std::vector<Link> links;
  for (const LogEventPtr& recorded : *history) {
    entries.push_back({&recorded->event(), -1});
    links.push_back(LinkOf(recorded->event()));
  }
  int rewriting = -1;  // the first event of the batch that changes this stream's past
  for (int index : events) {
    const Entry entry{&prepared.proposal.events[index].event, index};
    Link link = LinkOf(*entry.event);
    if (rewriting < 0 && !(link.corrects.empty() && link.retracts.empty())) rewriting = index;
    if (!TargetStands(links, link, entry, violations)) continue;
    entries.push_back(entry);
    links.push_back(std::move(link));
  }

  // What was not allowed before the batch either (under older rules, say) is not this batch's doing.
  std::map<size_t, Violations> broken_before, broken;
  const std::vector<Link> links_before(links.begin(), links.begin() + static_cast<long>(history->size()));
  Fold(entries, StandingOf(links_before).order, &broken_before);
  *memory = Fold(entries, StandingOf(links).order, &broken);
  for (auto& [i, refused] : broken) {
    if (entries[i].index >= 0) {
      std::move(refused.begin(), refused.end(), std::back_inserter(*violations));
    } else if (broken_before.count(i) == 0) {
      violations->push_back(Refusal(absl::StatusCode::kFailedPrecondition, "LATER_EVENT_RESTS_ON_IT",
                                    prepared.proposal.events[rewriting].event, rewriting,
                                    Cat("a later event rests on it: ", refused.front().message),
                                    "retract or correct the later event in the same batch"));
    }
  }
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
