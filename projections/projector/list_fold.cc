#include "projections/projector/list_fold.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/hash/hash.h"
#include "eventstore/bytes/bytes.h"
#include "projections/limits.h"
#include "projections/projector/kept_fact.h"
#include "projections/projector/list_batch.h"
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

// The subject's facts up to there, as far as they move it in the list.
absl::StatusOr<std::string> ReadFromLog(const eventstore::Store& store, const Projection& view,
                                        const std::string& subject, Position up_to) {
  std::string kept, one;
  auto events = store.ReadSubject(eventstore::Subject(subject), up_to);
  if (!events.ok()) return events.status();
  for (const eventstore::LogEventPtr& event : *events) {
    if (!MovesList(view, MakeFact(event))) continue;
    one.clear();
    AppendKeptFact(event->view(), &one);
    PutKept(one, &kept);
  }
  return kept;
}

}  // namespace

ListFold::ListFold(const Projection* view, std::string family, const eventstore::Store* store,
                   eventstore::Keyspace* keyspace)
    : Fold(view, std::move(family), store, keyspace), prefixes_(Prefixes(*view)), recent_(kListedBytesKept) {}

bool ListFold::IsOurs(std::string_view subject) const {
  return std::any_of(prefixes_.begin(), prefixes_.end(), [&](const auto& p) { return subject.starts_with(p); });
}

bool ListFold::Wants(uint32_t type, std::string_view, Subjects subjects) const {
  const auto names_event = [](std::string_view s) { return s.starts_with(kEventPrefix); };
  if (!view().ListedBy(type) && std::none_of(subjects.begin(), subjects.end(), names_event)) return false;
  return std::any_of(subjects.begin(), subjects.end(), [&](std::string_view s) { return IsOurs(s); });
}

std::unique_ptr<FoldBatch> ListFold::NewBatch() const { return std::make_unique<ListBatch>(this); }

absl::StatusOr<std::vector<std::string>> ListFold::KeysOf(const std::string& subject, std::string_view kept) {
  std::vector<std::string> keys;
  {
    Facts facts;
    for (std::string_view fact; TakeKept(&kept, &fact);) {
      auto read = ReadKeptFact(fact, arena_.get());
      if (!read.ok()) return read.status();
      if (MovesList(view(), *read)) facts.push_back(*std::move(read));
    }
    if (!facts.empty()) {
      Sort(&facts);
      keys = view().IndexKeys(subject, facts);
    }
  }
  arena_.Reset();
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
  auto kept = view().KeepsFacts() ? ReadKept(subject, rows) : ReadFromLog(store(), view(), subject, checkpoint());
  if (!kept.ok()) return kept.status();
  listed.facts = *std::move(kept);
  auto keys = KeysOf(subject, listed.facts);
  if (!keys.ok()) return keys.status();
  listed.keys = *std::move(keys);
  return listed;
}

absl::StatusOr<std::string> ListFold::ReadKept(const std::string& subject,
                                               const eventstore::KeyspaceSnapshot& rows) const {
  std::string kept;
  const auto scanned = rows.Scan(family(), FactPrefix(subject), "", [&](std::string_view, std::string_view value) {
    PutKept(value, &kept);
    return true;
  });
  if (!scanned.ok()) return scanned;
  return kept;
}

absl::Status ListFold::Collect(FoldBatch* batch, std::vector<eventstore::RowChange>* changes) {
  if (gathered_ != nullptr) return gathered_->Add(*static_cast<ListBatch*>(batch), checkpoint());
  const auto rows = Rows();
  const bool keeps = view().KeepsFacts();
  for (const auto& [name, fresh] : static_cast<ListBatch*>(batch)->changed()) {
    const std::string subject(name);
    auto listed = Recall(subject, *rows);
    if (!listed.ok()) return listed.status();
    for (const std::string_view fact : fresh) {
      const Position position = PositionOfKept(fact);
      if (position <= checkpoint()) continue;
      PutKept(fact, &listed->facts);
      if (keeps) changes->push_back({FactKey(subject, position), std::string(fact)});
    }
    auto keys = KeysOf(subject, listed->facts);
    if (!keys.ok()) return keys.status();
    Replace(subject, listed->keys, *keys, changes);
    listed->keys = *std::move(keys);
    recent_.Put(subject, *std::move(listed));
  }
  return absl::OkStatus();
}

absl::Status ListFold::Gather() {
  gathered_ = std::make_unique<GatheredFacts>(family(), keyspace());
  return gathered_->Begin();
}

absl::Status ListFold::Settle(absl::FunctionRef<bool()> going) {
  const std::unique_ptr<GatheredFacts> gathered = std::move(gathered_);
  const uint64_t lately = checkpoint().value - std::min(checkpoint().value, kLatelyEvents);
  std::vector<eventstore::RowChange> facts, places;
  const auto write_facts = [&] { return keyspace()->WriteSorted(family(), std::exchange(facts, {})); };
  const auto write_places = [&] {
    std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return keyspace()->WriteSorted(family(), std::exchange(places, {}));
  };
  absl::Status settled = gathered->Visit([&](const std::string& subject, std::string kept) -> absl::Status {
    if (!going()) return absl::CancelledError("the rebuild was given up");
    auto keys = KeysOf(subject, kept);
    if (!keys.ok()) return keys.status();
    for (const std::string& key : *keys) places.push_back({IndexKey(key, subject), ""});
    Position last;
    std::string_view rest = kept;
    for (std::string_view fact; TakeKept(&rest, &fact);) {
      last = PositionOfKept(fact);
      if (view().KeepsFacts()) facts.push_back({FactKey(subject, last), std::string(fact)});
    }
    if (last.value > lately) recent_.Put(subject, {std::move(kept), *std::move(keys)});
    absl::Status written;
    if (facts.size() >= kSettledFacts) written.Update(write_facts());
    if (places.size() >= kSettledPlaces) written.Update(write_places());
    return written;
  });
  if (settled.ok()) settled = write_facts();
  return settled.ok() ? write_places() : settled;
}

}  // namespace homeward::projections
