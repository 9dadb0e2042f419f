#include "eventstore/archive/verifier.h"

#include <algorithm>
#include <string_view>

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

// One pass over the export, group by group.
class Verification {
 public:
  Verification(const ExportReader& reader, const VerifyOptions& options)
      : reader_(reader), options_(options), tree_(reader, options), records_(options.whole) {}

  absl::StatusOr<VerifyReport> Run(const SignedCheckpoint& checkpoint) {
    report_.checkpoint = checkpoint.checkpoint;
    tree_.Open(checkpoint, &report_);
    agencies_.Open(checkpoint.checkpoint.origin);
    const uint64_t size = checkpoint.checkpoint.size;
    for (uint64_t index = 0; index * kTileHashes < size; ++index) {
      const auto width = static_cast<uint32_t>(std::min<uint64_t>(kTileHashes, size - index * kTileHashes));
      absl::StatusOr<bool> more = Group(index, width);
      if (!more.ok()) return more.status();
      if (!*more) break;
      if (options_.progress && index % kProgressGroups == 0) options_.progress(index * kTileHashes, size);
    }
    report_.tree = tree_.Finish();
    report_.records = records_.Finish();
    report_.order = order_.Finish();
    report_.agencies = agencies_.Finish();
    return std::move(report_);
  }

 private:
  // The bundle's parts, at least `width` if it is whole. False, with what is wrong, if there are fewer or more.
  template <typename Split>
  absl::StatusOr<bool> Read(const BundleName& name, Split split, std::string* bytes,
                            std::vector<std::string_view>* parts, std::string* fault) {
    parts->clear();
    const absl::Status read = reader_.Read(name, bytes);
    if (absl::IsNotFound(read)) {
      *fault = contract::Cat(name.Path(), " is missing");
      return false;
    }
    if (!read.ok()) return read;
    const bool whole = split(*bytes, parts);
    if (parts->size() < name.width) {
      *fault = contract::Cat(name.Path(), " ends before its item ", parts->size() + 1, " of ", name.width);
      return false;
    }
    if (!whole || parts->size() > kTileHashes) {
      *fault = contract::Cat(name.Path(), " holds more than it should");
      return false;
    }
    return true;
  }

  // False: entries are missing, so nothing that follows can be checked.
  absl::StatusOr<bool> Group(uint64_t index, uint32_t width) {
    const uint64_t first = index * kTileHashes + 1;
    std::string fault;
    const absl::StatusOr<bool> entries =
        Read({BundleKind::kEntries, 0, index, width}, SplitEntries, &entry_bytes_, &entries_, &fault);
    if (!entries.ok()) return entries.status();
    tree_.Group(index, width, entries_);
    const uint64_t held = std::min<uint64_t>(width, entries_.size());
    if (!*entries) tree_.Cut(first + held, fault);

    std::string record_fault;
    const absl::StatusOr<bool> records =
        Read({BundleKind::kRecords, 0, index, width}, SplitExported, &record_bytes_, &exported_, &record_fault);
    if (!records.ok()) return records.status();
    for (uint64_t i = 0; i < std::min<uint64_t>(held, exported_.size()); ++i) {
      Judge(first + i, entries_[i], exported_[i]);
    }
    if (!*records) {
      records_.Damaged(first + exported_.size(), record_fault);
      Stop(first + exported_.size());
    }
    if (!*entries) {
      records_.Damaged(first + held, contract::Cat("no entry is there to check it against: ", fault));
      Stop(first + held);
    }
    return *entries;
  }

  // What rests on the records that came before says no more.
  void Stop(uint64_t position) {
    agencies_.Stop(position);
    order_.Stop(position);
  }

  void Judge(uint64_t position, std::string_view entry_bytes, std::string_view exported) {
    LeafEntry entry;
    ExportedView view;
    if (!LeafEntry::Parse(entry_bytes, &entry)) {
      records_.Damaged(position, "the entry is not one of this format");
      Stop(position);
    } else if (!ViewExported(exported, &view)) {
      records_.Damaged(position, "what the export says of the record is malformed");
      Stop(position);
    } else if (view.withheld) {
      records_.Withheld(position, entry, view.event_digest);
      agencies_.Withheld(entry);
      order_.Withheld(position, entry);
    } else if (!SplitRecord(view.record, &parts_) || !SplitEnvelope(parts_, &envelope_)) {
      records_.Damaged(position, "the record is malformed");
      Stop(position);
    } else {
      records_.Record(position, entry, parts_);
      agencies_.Record(position, parts_, envelope_);
      order_.Record(position, parts_, envelope_);
    }
  }

  const ExportReader& reader_;
  const VerifyOptions& options_;
  VerifyReport report_;
  TreeLevel tree_;
  RecordsLevel records_;
  AgenciesLevel agencies_;
  OrderLevel order_;
  std::string entry_bytes_, record_bytes_;
  std::vector<std::string_view> entries_, exported_;
  RecordParts parts_;
  EnvelopeParts envelope_;
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
