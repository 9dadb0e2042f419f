#include "projections/projector/list_fold.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/hash/hash.h"
#include "projections/limits.h"
#include "projections/projector/kept_fact.h"
#include "projections/projector/rows.h"

namespace homeward::projections {
namespace {

constexpr std::string_view kEventPrefix = "event:";  // an event that corrects, retracts or disputes names one so

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
}

}  // namespace

ListFold::ListFold(const Projection* view, std::string family, const eventstore::Store* store,
                   eventstore::Keyspace* keyspace)
    : Fold(view, std::move(family), store, keyspace),
      prefixes_(Prefixes(*view)),
      recent_(view->KeepsFacts() ? kKeptFactsListed : kListedFactsKept) {}

bool ListFold::IsOurs(std::string_view subject) const {
  return std::any_of(prefixes_.begin(), prefixes_.end(), [&](const auto& p) { return subject.starts_with(p); });
}

bool ListFold::Wants(uint32_t type, std::string_view, Subjects subjects) const {
  const auto names_event = [](std::string_view s) { return s.starts_with(kEventPrefix); };
  if (!view().ListedBy(type) && std::none_of(subjects.begin(), subjects.end(), names_event)) return false;
  return std::any_of(subjects.begin(), subjects.end(), [&](std::string_view s) { return IsOurs(s); });
}

void ListFold::Add(const Fact& fact, Subjects subjects) {
  if (fact.position <= checkpoint() || !MovesList(view(), fact)) return;
  for (const std::string_view subject : subjects)
    if (IsOurs(subject)) changed_[std::string(subject)].push_back(fact);
}

std::vector<std::string> ListFold::KeysOf(const std::string& subject, const Facts& facts) const {
  std::vector<std::string> keys = view().IndexKeys(subject, facts);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

// Asked of each changed subject of each batch, once.
bool ListFold::IsNew(const std::string& subject) {
  if (checkpoint() == Position()) seen_all_ = true;
  if (!seen_all_) return false;
  if (seen_.size() >= kSubjectsSeen) {
    seen_all_ = false;
    seen_ = {};
    return false;
  }
  return seen_.insert(absl::Hash<std::string>()(subject)).second;
}

// How the subject stood before this batch. Keys are a function of facts, so the ones of then are derived again: no row
// need say what they were.
absl::StatusOr<Listed> ListFold::Recall(const std::string& subject, const eventstore::KeyspaceSnapshot& rows) {
  Listed listed;
  const bool is_new = IsNew(subject);
  if (recent_.Take(subject, &listed) || is_new) return listed;
  if (view().KeepsFacts()) {
    if (auto read = ReadKept(subject, rows, &listed.facts); !read.ok()) return read;
    if (!listed.facts.empty()) listed.keys = KeysOf(subject, listed.facts);
    return listed;
  }
  auto events = store().ReadSubject(eventstore::Subject(subject), checkpoint());
  if (!events.ok()) return events.status();
  for (const eventstore::LogEventPtr& event : *events) {
    Fact fact = MakeOwnFact(event);
    if (MovesList(view(), fact)) listed.facts.push_back(std::move(fact));
  }
  if (listed.facts.empty()) return listed;
  Sort(&listed.facts);
  listed.keys = KeysOf(subject, listed.facts);
  return listed;
}

absl::Status ListFold::ReadKept(const std::string& subject, const eventstore::KeyspaceSnapshot& rows,
                                Facts* facts) const {
  absl::Status unreadable;
  const auto scanned = rows.Scan(family(), FactPrefix(subject), "", [&](std::string_view, std::string_view value) {
    auto fact = DecodeFact(value);
    unreadable = fact.status();
    if (fact.ok()) facts->push_back(*std::move(fact));
    return unreadable.ok();
  });
  Sort(facts);
  return scanned.ok() ? unreadable : scanned;
}

absl::Status ListFold::Collect(std::vector<eventstore::RowChange>* changes) {
  const auto rows = Rows();
  const bool keeps = view().KeepsFacts();
  for (auto& [subject, fresh] : changed_) {
    auto listed = Recall(subject, *rows);
    if (!listed.ok()) return listed.status();
    if (keeps)
      for (const Fact& fact : fresh) changes->push_back({FactPrefix(subject) + OrderKey(fact), EncodeFact(fact)});
    listed->facts.insert(listed->facts.end(), std::make_move_iterator(fresh.begin()),
                         std::make_move_iterator(fresh.end()));
    Sort(&listed->facts);
    std::vector<std::string> keys = KeysOf(subject, listed->facts);
    Replace(subject, listed->keys, keys, changes);
    listed->keys = std::move(keys);
    recent_.Put(subject, *std::move(listed));
  }
  changed_.clear();
  // In order: neighbours in the family are written one after the other.
  std::sort(changes->begin(), changes->end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return absl::OkStatus();
}

}  // namespace homeward::projections
