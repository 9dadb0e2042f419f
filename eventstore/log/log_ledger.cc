#include "eventstore/log/log_ledger.h"

#include "eventstore/gate/gate.h"
#include "eventstore/index/index.h"
#include "eventstore/record/codec.h"

namespace homeward::eventstore {
namespace {

constexpr uint32_t kFormatVersion = 3;
// 1: the same log, another index, which is made again; 2: records of leaf version 1 only, and the index had `batches`.
constexpr uint32_t kOldestFormatVersion = 1;

absl::StatusOr<RecordLeaf> EventLeaf(Position position, std::string_view bytes) {
  absl::StatusOr<record::v1::Record> record = ParseRecord(position, bytes);
  if (!record.ok()) return record.status();
  return RecordLeaf{LeafOf(*record), record->server().appended_us()};
}

}  // namespace

LedgerOptions LogLedgerOptions(const StoreOptions& options) {
  LedgerOptions ledger;
  ledger.directory = options.directory;
  ledger.name = "log";
  ledger.families = Index::Families();
  ledger.retired_families = {"batches"};
  ledger.format_version = kFormatVersion;
  ledger.oldest_format_version = kOldestFormatVersion;
  ledger.gate_version = kGateVersion;
  ledger.sync = !options.unsafe_no_sync;
  ledger.strict_witness = options.strict_witness;
  ledger.verify_all = options.verify_at_start;
  ledger.env = options.env;
  ledger.leaf_of = EventLeaf;
  return ledger;
}

}  // namespace homeward::eventstore
