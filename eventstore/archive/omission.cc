#include "eventstore/archive/omission.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "eventstore/archive/bundle.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/signing/batch_signature.h"
#include "eventstore/tree/tree.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr size_t kBatchRecordAt = kLeafEntryBytes - std::tuple_size_v<Hash>;  // in an entry

// Where the export has something: neighbouring positions with one batch record.
struct Place {
  uint64_t first = 0;  // 0: nowhere
  uint64_t events = 0;
};

// A signed batch that the export shows in full.
struct Shown {
  uint64_t position = 0;
  std::string previous;
};

class Search {
 public:
  Search(const ExportReader& reader, uint64_t size) : reader_(reader), size_(size) {}

  absl::StatusOr<OmissionReport> Run(const std::vector<OwnBatch>& own) {
    for (const OwnBatch& batch : own) Take(batch);
    if (absl::Status status = ReadEntries(); !status.ok()) return status;
    if (absl::Status status = ReadSigned(); !status.ok()) return status;
    for (auto& [unit, batches] : own_) Judge(unit, batches);
    return std::move(report_);
  }

 private:
  // Journals overlap where one was copied: the acknowledged one of two counts.
  void Take(const OwnBatch& batch) {
    auto [known, fresh] = own_[batch.batch.unit()].try_emplace(batch.batch.sequence());
    const std::string hash(AsBytes(HashOf(batch.batch)));
    auto same =
        std::find_if(known->second.begin(), known->second.end(), [&](const Own& other) { return other.hash == hash; });
    if (same == known->second.end()) {
      known->second.push_back({&batch, hash, batch.position});
      places_.try_emplace(hash);
      ++report_.own;
    } else if (same->position == 0) {
      same->position = batch.position;
    }
  }

  absl::Status ReadEntries() {
    std::string bytes;
    std::vector<std::string_view> entries;
    Place* place = nullptr;
    std::string last_hash;
    for (uint64_t first = 1; first <= size_; first += kTileHashes) {
      const uint64_t count = std::min<uint64_t>(kTileHashes, size_ - first + 1);
      const BundleName name{BundleKind::kEntries, 0, (first - 1) / kTileHashes, static_cast<uint32_t>(count)};
      if (absl::Status status = reader_.Read(name, &bytes); !status.ok()) return status;
      SplitEntries(bytes, &entries);
      if (entries.size() < count) {
        return absl::DataLossError(contract::Cat("the entries from position ", first, " on are damaged"));
      }
      for (uint64_t i = 0; i < count; ++i) {
        if (entries[i].size() != kLeafEntryBytes) {
          return absl::DataLossError(contract::Cat("the entry of position ", first + i, " is damaged"));
        }
        const std::string_view hash = entries[i].substr(kBatchRecordAt);
        if (hash != last_hash) {
          const auto found = places_.find(std::string(hash));
          place = found == places_.end() || found->second.first != 0 ? nullptr : &found->second;
          if (place != nullptr) place->first = first + i;
          last_hash = hash;
        }
        if (place != nullptr) ++place->events;
      }
    }
    return absl::OkStatus();
  }

  // The signed batches of our units that the export shows, whoever keeps them.
  absl::Status ReadSigned() {
    RecordParts parts;
    record::v1::SignedBatch batch;
    return reader_.ForEach(1, size_, [&](Position position, const ExportedView& exported) {
      withheld_ = withheld_ || exported.withheld;
      if (exported.withheld || !SplitRecord(exported.record, &parts) || parts.signed_batch.empty()) return true;
      const bool parsed = batch.ParseFromArray(parts.signed_batch.data(), static_cast<int>(parts.signed_batch.size()));
      if (parsed && own_.count(batch.unit()) != 0) {
        shown_[batch.unit()].try_emplace(batch.sequence(), Shown{position.value, batch.previous()});
      }
      return true;
    });
  }

  struct Own {
    const OwnBatch* batch;
    std::string hash;
    uint64_t position;
  };
  using OwnBySequence = std::map<uint64_t, std::vector<Own>>;

  // A later batch of the unit that is in the export, if there is one.
  void Follow(const std::string& unit, uint64_t sequence, const std::string& hash, MissingBatch* missing) const {
    uint64_t by = 0, at = 0;
    if (const auto shown = shown_.find(unit); shown != shown_.end()) {
      const auto next = shown->second.upper_bound(sequence);
      if (next != shown->second.end()) {
        by = next->first;
        at = next->second.position;
        missing->named_by_next = by == sequence + 1 && next->second.previous == hash;
      }
    }
    const OwnBySequence& own = own_.at(unit);
    for (auto next = own.upper_bound(sequence); next != own.end() && (by == 0 || next->first < by); ++next) {
      for (const Own& later : next->second) {
        const auto place = places_.find(later.hash);
        if (place->second.first == 0) continue;
        by = next->first;
        at = place->second.first;
        missing->named_by_next = by == sequence + 1 && later.batch->batch.previous() == hash;
      }
    }
    missing->followed_by = by;
    missing->followed_at = at;
  }

  void Judge(const std::string& unit, const OwnBySequence& batches) {
    std::vector<MissingBatch> missing;
    std::set<uint64_t> there;
    for (const auto& [sequence, signed_with] : batches) {
      for (const Own& own : signed_with) JudgeOne(unit, own, &there, &missing);
    }
    // Sequences that the export skips, and of which nobody here keeps the batch. What is withheld may be they.
    if (const auto shown = shown_.find(unit); shown != shown_.end() && !withheld_) {
      uint64_t expected = 1;
      for (const auto& [sequence, batch] : shown->second) {
        for (; expected < sequence; ++expected) {
          if (batches.count(expected) != 0 || there.count(expected) != 0) continue;
          MissingBatch& gap = missing.emplace_back(MissingBatch{.unit = unit, .sequence = expected});
          Follow(unit, expected, "", &gap);
        }
        expected = sequence + 1;
      }
    }
    std::sort(missing.begin(), missing.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
    std::move(missing.begin(), missing.end(), std::back_inserter(report_.missing));
  }

  void JudgeOne(const std::string& unit, const Own& own, std::set<uint64_t>* there,
                std::vector<MissingBatch>* missing) {
    const record::v1::SignedBatch& batch = own.batch->batch;
    const Place& place = places_.at(own.hash);
    const bool whole = place.first != 0 && place.events == batch.count();
    if (whole && (own.position == 0 || own.position == place.first)) {
      there->insert(batch.sequence());
      ++report_.found;
      return;
    }
    const bool cut_off = place.first != 0 && place.first + place.events - 1 == size_ && place.events < batch.count();
    if (cut_off && (own.position == 0 || own.position == place.first)) {
      ++report_.beyond;
      return;
    }
    MissingBatch lost{.unit = unit,
                      .sequence = batch.sequence(),
                      .events = batch.count(),
                      .position = own.position,
                      .found = place.first};
    Follow(unit, batch.sequence(), own.hash, &lost);
    const bool reached = own.position != 0 && own.position + batch.count() - 1 <= size_;
    if (!reached && place.first == 0 && !lost.named_by_next) {
      ++(own.position != 0 ? report_.beyond : report_.unanswered);
      return;
    }
    missing->push_back(std::move(lost));
  }

  const ExportReader& reader_;
  const uint64_t size_;
  OmissionReport report_;
  bool withheld_ = false;                                   // anything
  std::map<std::string, OwnBySequence> own_;                // unit → sequence → batches
  std::unordered_map<std::string, Place> places_;           // hash of an own batch → where the export has it
  std::map<std::string, std::map<uint64_t, Shown>> shown_;  // unit → sequence
};

}  // namespace

absl::StatusOr<OmissionReport> FindOmissions(const ExportReader& reader, uint64_t size,
                                             const std::vector<OwnBatch>& own) {
  return Search(reader, size).Run(own);
}

}  // namespace homeward::eventstore
