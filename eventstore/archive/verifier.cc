#include "eventstore/archive/verifier.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

#include "eventstore/ahead.h"
#include "eventstore/archive/agencies_level.h"
#include "eventstore/archive/bundle.h"
#include "eventstore/archive/export_reader.h"
#include "eventstore/archive/findings.h"
#include "eventstore/archive/order_level.h"
#include "eventstore/archive/records_level.h"
#include "eventstore/archive/tree_level.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/tree/tree.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr uint64_t kProgressGroups = 64;  // between two calls of progress
constexpr size_t kGroupsAhead = 4;        // read before they are checked; more would fall out of the cache

// What an entry and the record beside it turned out to be.
struct Item {
  enum class Kind { kRecord, kWithheld, kDamaged };
  Kind kind = Kind::kRecord;
  const char* damage = "";  // what is wrong with it
  LeafEntry entry;
  ExportedView view;
  RecordParts parts;
  EnvelopeParts envelope;
  OrderLevel::StreamKey stream;
};

// Up to 256 positions, read and taken apart. Everything in it points into the two files.
struct Group {
  uint64_t index = 0, first = 0;  // first: position
  uint32_t width = 0;
  std::string entry_bytes, record_bytes;
  std::vector<std::string_view> entries, exported;
  std::string entries_fault, records_fault;  // empty: as many as there should be
  std::vector<Item> items;                   // its memory is used again
  size_t item_count = 0;
};

// The half of the work that reads: files, taken apart, and the order of what is in them. On a thread of its own, so
// that the other half, which mostly hashes, need not wait for it.
class Reading {
 public:
  Reading(const ExportReader& reader, uint64_t size) : reader_(reader), size_(size) { order_.Open(size); }

  using GroupPtr = std::unique_ptr<Group>;

  // Gives all groups in order; none behind one whose entries are missing, since nothing there could be checked.
  absl::Status Run(Ahead<GroupPtr>::Give give) {
    for (uint64_t index = 0; index * kTileHashes < size_; ++index) {
      GroupPtr group = Fresh();
      group->index = index;
      group->first = index * kTileHashes + 1;
      group->width = static_cast<uint32_t>(std::min<uint64_t>(kTileHashes, size_ - index * kTileHashes));
      if (absl::Status read = Load(group.get()); !read.ok()) return read;
      const bool last = !group->entries_fault.empty();
      if (!give(std::move(group)) || last) break;
    }
    return absl::OkStatus();
  }

  // For another round: fresh memory for each would cost more than reading.
  void GiveBack(GroupPtr group) {
    std::lock_guard lock(mutex_);
    spare_.push_back(std::move(group));
  }

  // Once no more is given.
  OrderLevel& order() { return order_; }

 private:
  GroupPtr Fresh() {
    std::lock_guard lock(mutex_);
    if (spare_.empty()) return std::make_unique<Group>();
    GroupPtr group = std::move(spare_.back());
    spare_.pop_back();
    return group;
  }

  // The bundle's parts, at least `width` if it is whole; `fault` says what is wrong if there are fewer or more.
  template <typename Split>
  absl::Status Read(const BundleName& name, Split split, std::string* bytes, std::vector<std::string_view>* parts,
                    std::string* fault) {
    parts->clear();
    fault->clear();
    const absl::Status read = reader_.Read(name, bytes);
    if (absl::IsNotFound(read)) {
      *fault = contract::Cat(name.Path(), " is missing");
      return absl::OkStatus();
    }
    if (!read.ok()) return read;
    const bool whole = split(*bytes, parts);
    if (parts->size() < name.width) {
      *fault = contract::Cat(name.Path(), " ends before its item ", parts->size() + 1, " of ", name.width);
    } else if (!whole || parts->size() > kTileHashes) {
      *fault = contract::Cat(name.Path(), " holds more than it should");
    }
    return absl::OkStatus();
  }

  absl::Status Load(Group* group) {
    absl::Status read = Read({BundleKind::kEntries, 0, group->index, group->width}, SplitEntries, &group->entry_bytes,
                             &group->entries, &group->entries_fault);
    if (!read.ok()) return read;
    read = Read({BundleKind::kRecords, 0, group->index, group->width}, SplitExported, &group->record_bytes,
                &group->exported, &group->records_fault);
    if (!read.ok()) return read;
    const size_t held = std::min<size_t>(group->width, group->entries.size());
    group->item_count = std::min(held, group->exported.size());
    if (group->items.size() < group->item_count) group->items.resize(group->item_count);
    for (size_t i = 0; i < group->item_count; ++i) {
      Item& item = group->items[i];
      TakeApart(group->entries[i], group->exported[i], &item);
      if (item.kind == Item::Kind::kRecord) item.stream = order_.Announce(item.parts.stream);
    }
    for (size_t i = 0; i < group->item_count; ++i) Order(group->first + i, group->items[i]);
    if (!group->records_fault.empty()) order_.Stop(group->first + group->exported.size());
    if (!group->entries_fault.empty()) order_.Stop(group->first + held);
    return absl::OkStatus();
  }

  static void TakeApart(std::string_view entry, std::string_view exported, Item* item) {
    item->kind = Item::Kind::kDamaged;
    if (!LeafEntry::Parse(entry, &item->entry)) {
      item->damage = "the entry is not one of this format";
    } else if (!ViewExported(exported, &item->view)) {
      item->damage = "what the export says of the record is malformed";
    } else if (item->view.withheld) {
      item->kind = Item::Kind::kWithheld;
    } else if (!SplitRecord(item->view.record, &item->parts) || !SplitEnvelope(item->parts, &item->envelope)) {
      item->damage = "the record is malformed";
    } else {
      item->kind = Item::Kind::kRecord;
    }
  }

  void Order(uint64_t position, const Item& item) {
    if (item.kind == Item::Kind::kRecord) order_.Record(position, item.parts, item.envelope, item.stream);
    if (item.kind == Item::Kind::kWithheld) order_.Withheld(position, item.entry);
    if (item.kind == Item::Kind::kDamaged) order_.Stop(position);
  }

  const ExportReader& reader_;
  const uint64_t size_;
  OrderLevel order_;
  std::mutex mutex_;
  std::vector<GroupPtr> spare_;
};

// One pass over the export, group by group.
class Verification {
 public:
  Verification(const ExportReader& reader, const VerifyOptions& options)
      : reader_(reader), options_(options), tree_(reader, options), records_(options.whole) {}

  absl::StatusOr<VerifyReport> Run(const SignedCheckpoint& checkpoint) {
    report_.checkpoint = checkpoint.checkpoint;
    tree_.Open(checkpoint, &report_);
    agencies_.Open(checkpoint.checkpoint.origin);
    Reading reading(reader_, checkpoint.checkpoint.size);
    if (absl::Status status = Check(&reading, checkpoint.checkpoint.size); !status.ok()) return status;
    report_.tree = tree_.Finish();
    report_.records = records_.Finish();
    report_.order = reading.order().Finish();
    report_.agencies = agencies_.Finish();
    return std::move(report_);
  }

 private:
  // Until the reading has ended and its thread with it.
  absl::Status Check(Reading* reading, uint64_t size) {
    Ahead<Reading::GroupPtr> groups(kGroupsAhead,
                                    [reading](Ahead<Reading::GroupPtr>::Give give) { return reading->Run(give); });
    while (true) {
      absl::StatusOr<std::optional<Reading::GroupPtr>> next = groups.Next();
      if (!next.ok()) return next.status();
      if (!next->has_value()) return absl::OkStatus();
      Judge(***next);
      const uint64_t index = (**next)->index;
      if (options_.progress && index % kProgressGroups == 0) options_.progress(index * kTileHashes, size);
      reading->GiveBack(std::move(**next));
    }
  }

  void Judge(const Group& group) {
    const uint64_t held = std::min<uint64_t>(group.width, group.entries.size());
    tree_.Group(group.index, group.width, group.entries);
    if (!group.entries_fault.empty()) tree_.Cut(group.first + held, group.entries_fault);
    for (size_t i = 0; i < group.item_count; ++i) Judge(group.first + i, group.items[i]);
    if (!group.records_fault.empty()) {
      records_.Damaged(group.first + group.exported.size(), group.records_fault);
      agencies_.Stop(group.first + group.exported.size());
    }
    if (!group.entries_fault.empty()) {
      records_.Damaged(group.first + held,
                       contract::Cat("no entry is there to check it against: ", group.entries_fault));
      agencies_.Stop(group.first + held);
    }
  }

  void Judge(uint64_t position, const Item& item) {
    switch (item.kind) {
      case Item::Kind::kRecord:
        records_.Record(position, item.entry, item.parts);
        return agencies_.Record(position, item.parts, item.envelope);
      case Item::Kind::kWithheld:
        records_.Withheld(position, item.entry, item.view.event_digest);
        return agencies_.Withheld(item.entry);
      case Item::Kind::kDamaged:  // what rests on the records that came before says no more
        records_.Damaged(position, item.damage);
        return agencies_.Stop(position);
    }
  }

  const ExportReader& reader_;
  const VerifyOptions& options_;
  VerifyReport report_;
  TreeLevel tree_;
  RecordsLevel records_;
  AgenciesLevel agencies_;
};

}  // namespace

const Fault* LevelReport::First() const {
  const Fault* first = nullptr;
  for (const Fault& fault : faults) {
    if (first == nullptr || (fault.position != 0 && (first->position == 0 || fault.position < first->position))) {
      first = &fault;
    }
  }
  return first;
}

bool VerifyReport::ok() const {
  for (const LevelReport* level : {&tree, &records, &agencies, &order}) {
    if (level->state == LevelState::kFailed) return false;
  }
  return true;
}

absl::StatusOr<VerifyReport> VerifyExport(const std::string& directory, const VerifyOptions& options) {
  const absl::StatusOr<ExportReader> reader = ExportReader::Open(directory);
  if (!reader.ok()) return reader.status();
  const absl::StatusOr<SignedCheckpoint> checkpoint = ParseCheckpoint(reader->checkpoint());
  if (checkpoint.ok()) return Verification(*reader, options).Run(*checkpoint);
  VerifyReport report;
  Findings tree;
  tree.Fail(0, contract::Cat(kCheckpointFile, ": ", std::string(checkpoint.status().message())));
  report.tree = tree.Finish();
  for (LevelReport* level : {&report.records, &report.agencies, &report.order}) {
    *level = Findings().Finish("the checkpoint does not say how far the export reaches", true);
  }
  return report;
}

}  // namespace homeward::eventstore
