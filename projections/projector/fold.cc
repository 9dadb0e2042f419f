#include "projections/projector/fold.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "homeward/coordination/v1/rows.pb.h"
#include "projections/projector/rows.h"

namespace homeward::projections {

using coordination::v1::CheckpointRow;
using coordination::v1::HomesRow;

absl::Status Fold::Resume(std::string_view incarnation, Position head) {
  incarnation_ = std::string(incarnation);
  checkpoint_ = Position();
  auto value = keyspace_->Snapshot()->Get(view_->name(), kCheckpointKey);
  CheckpointRow row;
  if (value.ok() && DecodeRow(*value, &row) && row.version() == view_->version() && row.incarnation() == incarnation_ &&
      row.position() <= head.value) {
    checkpoint_ = Position(row.position());
    return absl::OkStatus();
  }
  if (!value.ok() && !absl::IsNotFound(value.status())) return value.status();
  return Clear();
}

absl::Status Fold::Clear() {
  pending_.clear();
  changed_.clear();
  before_ = nullptr;
  checkpoint_ = Position();
  return keyspace_->Clear(view_->name());
}

absl::StatusOr<std::optional<std::string>> Fold::Get(const std::string& key) const {
  if (auto it = pending_.find(key); it != pending_.end()) return it->second;
  auto value = before_->Get(view_->name(), key);
  if (value.ok()) return std::optional<std::string>(*std::move(value));
  if (absl::IsNotFound(value.status())) return std::optional<std::string>();
  return value.status();
}

absl::Status Fold::ScanMerged(const std::string& prefix, std::map<std::string, std::string>* rows) const {
  absl::Status scanned = before_->Scan(view_->name(), prefix, "", [&](std::string_view key, std::string_view value) {
    rows->emplace(key, value);
    return true;
  });
  if (!scanned.ok()) return scanned;
  for (auto it = pending_.lower_bound(prefix); it != pending_.end() && it->first.compare(0, prefix.size(), prefix) == 0;
       ++it) {
    if (it->second.has_value()) {
      (*rows)[it->first] = *it->second;
    } else {
      rows->erase(it->first);
    }
  }
  return absl::OkStatus();
}

absl::Status Fold::Add(const Fact& fact) {
  if (fact.position <= checkpoint_) return absl::OkStatus();
  std::set<std::string> homes;
  for (std::string& subject : view_->Homes(fact)) homes.insert(std::move(subject));
  const std::string target = fact.Target();
  if (homes.empty() && target.empty()) return absl::OkStatus();
  if (before_ == nullptr) before_ = keyspace_->Snapshot();
  if (!target.empty()) {
    pending_[PointerKey(target, fact.id())] = EncodeFact(fact);
    auto value = Get(HomesKey(target));
    if (!value.ok()) return value.status();
    HomesRow row;
    if (value->has_value() && DecodeRow(**value, &row)) homes.insert(row.subjects().begin(), row.subjects().end());
  }
  return homes.empty() ? absl::OkStatus() : AddHomes(fact, std::move(homes));
}

// Puts the fact under subjects where it does not stand yet, and whatever points at it after it.
absl::Status Fold::AddHomes(const Fact& fact, std::set<std::string> homes) {
  const std::string key = HomesKey(fact.id());
  auto value = Get(key);
  if (!value.ok()) return value.status();
  HomesRow row;
  std::set<std::string> known;
  if (value->has_value() && DecodeRow(**value, &row)) known.insert(row.subjects().begin(), row.subjects().end());
  std::set<std::string> fresh;
  std::set_difference(homes.begin(), homes.end(), known.begin(), known.end(), std::inserter(fresh, fresh.end()));
  if (fresh.empty()) return absl::OkStatus();
  const std::string bytes = EncodeFact(fact);
  for (const std::string& subject : fresh) {
    pending_[FactKey(subject, fact)] = bytes;
    changed_.insert(subject);
  }
  known.insert(fresh.begin(), fresh.end());
  row.clear_subjects();
  for (const std::string& subject : known) row.add_subjects(subject);
  pending_[key] = EncodeRow(row);

  std::map<std::string, std::string> pointers;
  if (auto scanned = ScanMerged(PointerPrefix(fact.id()), &pointers); !scanned.ok()) return scanned;
  for (const auto& [pointer_key, pointer_value] : pointers) {
    auto pointer = DecodeFact(pointer_value);
    if (!pointer.ok()) return pointer.status();
    if (auto added = AddHomes(*pointer, fresh); !added.ok()) return added;
  }
  return absl::OkStatus();
}

absl::Status Fold::Reindex(const std::string& subject) {
  std::map<std::string, std::string> rows;
  if (auto scanned = ScanMerged(FactPrefix(subject), &rows); !scanned.ok()) return scanned;
  Facts facts;
  for (const auto& [key, value] : rows) {
    auto fact = DecodeFact(value);
    if (!fact.ok()) return fact.status();
    facts.push_back(*std::move(fact));
  }
  std::vector<std::string> keys = view_->IndexKeys(subject, facts);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());

  auto value = Get(IndexedKey(subject));
  if (!value.ok()) return value.status();
  coordination::v1::IndexRow indexed;
  if (value->has_value()) DecodeRow(**value, &indexed);
  if (std::equal(keys.begin(), keys.end(), indexed.keys().begin(), indexed.keys().end())) return absl::OkStatus();
  for (const std::string& key : indexed.keys()) pending_[IndexKey(key, subject)] = std::nullopt;
  indexed.clear_keys();
  const std::string empty(kRowHeaderBytes, '\0');
  for (const std::string& key : keys) {
    pending_[IndexKey(key, subject)] = empty;
    indexed.add_keys(key);
  }
  pending_[IndexedKey(subject)] = keys.empty() ? std::optional<std::string>() : EncodeRow(indexed);
  return absl::OkStatus();
}

absl::Status Fold::Finish(Position position, std::set<std::string>* changed) {
  if (position <= checkpoint_) return absl::OkStatus();
  for (const std::string& subject : view_->Lists() ? changed_ : std::set<std::string>())
    if (auto done = Reindex(subject); !done.ok()) return done;
  CheckpointRow row;
  row.set_version(view_->version());
  row.set_position(position.value);
  row.set_incarnation(incarnation_);
  pending_[std::string(kCheckpointKey)] = EncodeRow(row);

  std::vector<eventstore::RowChange> changes;
  changes.reserve(pending_.size());
  for (auto& [key, value] : pending_) changes.push_back({key, value.value_or(""), !value.has_value()});
  if (auto written = keyspace_->Write(view_->name(), changes); !written.ok()) return written;
  checkpoint_ = position;
  changed->insert(changed_.begin(), changed_.end());
  pending_.clear();
  changed_.clear();
  before_ = nullptr;
  return absl::OkStatus();
}

}  // namespace homeward::projections
