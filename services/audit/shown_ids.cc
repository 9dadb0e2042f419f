#include "services/audit/shown_ids.h"

#include <optional>

#include "eventstore/record/uuid.h"
#include "projections/access/rule.h"
#include "services/limits.h"

namespace homeward::services {

using eventstore::Position;

absl::StatusOr<std::string> ShownIds::Of(const std::string& id) {
  const std::optional<eventstore::EventId> event_id = eventstore::ParseEventId(id);
  if (!event_id.has_value()) return id;
  const auto position = store_.FindEvent(*event_id);
  if (!position.ok()) return position.status();
  if (!position->has_value()) return id;  // nothing of ours
  if (Noted(**position)) return hidden_[(*position)->value % kReplayIdsNoted] ? projections::EventReference(id) : id;
  const auto target = store_.Read(**position);
  if (!target.ok()) return target.status();
  return projections::ShownId((*target)->event(), false);
}

void ShownIds::Note(Position position, bool hidden) {
  if (hidden_.empty()) hidden_.resize(kReplayIdsNoted);
  if (first_.value == 0 || position != last_.next()) first_ = position;
  last_ = position;
  hidden_[position.value % kReplayIdsNoted] = hidden;
}

bool ShownIds::Noted(Position position) const {
  return first_.value != 0 && position >= first_ && position <= last_ && last_.value - position.value < kReplayIdsNoted;
}

}  // namespace homeward::services
