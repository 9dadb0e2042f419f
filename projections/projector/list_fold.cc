#include "projections/projector/list_fold.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "homeward/coordination/v1/rows.pb.h"
#include "projections/projector/rows.h"

namespace homeward::projections {
namespace {

std::vector<std::string> Prefixes(const Projection& view) {
  std::vector<std::string> prefixes;
  for (const std::string_view kind : view.Kinds()) prefixes.push_back(std::string(kind) + ":");
  return prefixes;
}

// Rows of the keys that went and the keys that came; both lists sorted.
void Replace(const std::string& subject, const std::vector<std::string>& before, const std::vector<std::string>& after,
             std::vector<eventstore::RowChange>* changes) {
  std::vector<std::string> gone, come;
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(gone));
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(come));
  for (const std::string& key : gone) changes->push_back({IndexKey(key, subject), "", true});
  for (const std::string& key : come) changes->push_back({IndexKey(key, subject), ""});
  coordination::v1::IndexRow row;
  for (const std::string& key : after) row.add_keys(key);
  changes->push_back({IndexedKey(subject), row.SerializeAsString(), after.empty()});
}

}  // namespace

ListFold::ListFold(const Projection* view, std::string family, const eventstore::Store* store,
                   eventstore::Keyspace* keyspace)
    : Fold(view, std::move(family), store, keyspace), prefixes_(Prefixes(*view)) {}

bool ListFold::IsOurs(std::string_view subject) const {
  return std::any_of(prefixes_.begin(), prefixes_.end(), [&](const auto& p) { return subject.starts_with(p); });
}

bool ListFold::Wants(const eventstore::LogEvent& event) const {
  const auto& subjects = event.server.subjects();
  return std::any_of(subjects.begin(), subjects.end(), [&](const std::string& s) { return IsOurs(s); });
}

absl::Status ListFold::Add(const eventstore::LogEventPtr& event) {
  if (event->position <= checkpoint()) return absl::OkStatus();
  const Fact fact = MakeFact(event);
  for (const std::string& subject : event->server.subjects())
    if (IsOurs(subject)) changed_[subject].push_back(fact);
  return absl::OkStatus();
}

// What was known of the subject before this batch.
absl::Status ListFold::Recall(const eventstore::KeyspaceSnapshot& rows, const std::string& subject, Listed* listed) {
  if (recent_.Take(subject, listed) || checkpoint() == Position()) return absl::OkStatus();
  auto events = store().ReadSubject(eventstore::Subject(subject), checkpoint());
  if (!events.ok()) return events.status();
  if (events->empty()) return absl::OkStatus();  // the log knows nothing earlier, so no row does
  for (const eventstore::LogEventPtr& event : *events) listed->facts.push_back(MakeFact(event));
  auto value = rows.Get(family(), IndexedKey(subject));
  if (absl::IsNotFound(value.status())) return absl::OkStatus();
  if (!value.ok()) return value.status();
  coordination::v1::IndexRow row;
  if (!row.ParseFromString(*value)) return absl::DataLossError("a view's row cannot be read; rebuild the views");
  listed->keys.assign(row.keys().begin(), row.keys().end());
  return absl::OkStatus();
}

absl::Status ListFold::Collect(std::vector<eventstore::RowChange>* changes) {
  const auto rows = Rows();
  for (auto& [subject, fresh] : changed_) {
    Listed listed;
    if (auto recalled = Recall(*rows, subject, &listed); !recalled.ok()) return recalled;
    listed.facts.insert(listed.facts.end(), std::make_move_iterator(fresh.begin()),
                        std::make_move_iterator(fresh.end()));
    Sort(&listed.facts);
    std::vector<std::string> keys = view().IndexKeys(subject, listed.facts);
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (keys != listed.keys) Replace(subject, listed.keys, keys, changes);
    listed.keys = std::move(keys);
    recent_.Put(subject, std::move(listed));
  }
  changed_.clear();
  return absl::OkStatus();
}

}  // namespace homeward::projections
