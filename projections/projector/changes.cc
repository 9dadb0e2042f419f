#include "projections/projector/changes.h"

#include <string_view>
#include <utility>

#include "eventstore/record/uuid.h"
#include "projections/limits.h"

namespace homeward::projections {
namespace {

constexpr std::string_view kEventSubject = "event:";

}  // namespace

absl::Status AddChanged(const eventstore::LogEvent& event, const eventstore::Store& store, SubjectSet* subjects) {
  for (const std::string_view subject : event.subjects()) {
    if (!subject.starts_with(kEventSubject)) {
      subjects->emplace(subject);
      continue;
    }
    const auto id = eventstore::ParseEventId(subject.substr(kEventSubject.size()));
    if (!id.has_value()) continue;
    const auto position = store.FindEvent(*id);
    if (!position.ok()) return position.status();
    // One that comes later brings its own subjects when it comes.
    if (!position->has_value() || **position > event.position) continue;
    const auto target = store.Read(**position);
    if (!target.ok()) return target.status();
    subjects->insert((*target)->subjects().begin(), (*target)->subjects().end());
  }
  return absl::OkStatus();
}

void Changes::Remember(eventstore::Position position, SubjectSet changed) {
  subjects_ += changed.size();
  batches_.push_back({position, std::move(changed)});
  // A batch is forgotten whole, else a watcher would miss the half of it.
  while (subjects_ > kChangesKept) {
    from_ = batches_.front().position;
    subjects_ -= batches_.front().subjects.size();
    batches_.pop_front();
  }
}

void Changes::Forget(eventstore::Position position) {
  batches_.clear();
  subjects_ = 0;
  from_ = position;
}

bool Changes::Since(eventstore::Position since, std::set<std::string>* subjects) const {
  if (since < from_) return false;
  for (auto it = batches_.rbegin(); it != batches_.rend() && it->position > since; ++it)
    subjects->insert(it->subjects.begin(), it->subjects.end());
  return true;
}

}  // namespace homeward::projections
