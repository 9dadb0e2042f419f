#include "eventstore/access/access_ledger.h"

#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/leaf.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr uint32_t kFormatVersion = 1;

Hash LeafOfRow(std::string_view row, Micros at_us) {
  LeafEntry entry;
  entry.version = kFirstLeafVersion;
  entry.kind = LeafKind::kAccessRecord;
  entry.appended_us = at_us;
  entry.header = Sha256().Frame(row.substr(0, kSaltBytes)).Frame(row.substr(kSaltBytes)).Finish();
  entry.sealed = Sha256().Finish();
  entry.batch_record = Sha256().Finish();
  return entry.Leaf();
}

absl::StatusOr<RecordLeaf> AccessLeaf(Position position, std::string_view row) {
  absl::StatusOr<record::v1::AccessRecord> record = ParseAccessRow(position, row);
  if (!record.ok()) return record.status();
  return RecordLeaf{LeafOfRow(row, record->at_us()), record->at_us()};
}

}  // namespace

LedgerOptions AccessLedgerOptions(const std::string& directory) {
  LedgerOptions options;
  options.directory = directory;
  options.name = "access log";
  options.format_version = kFormatVersion;
  options.leaf_of = AccessLeaf;
  return options;
}

AccessRow MakeAccessRow(const record::v1::AccessRecord& record) {
  AccessRow row{RandomBytes(kSaltBytes) + record.SerializeAsString()};
  row.leaf = LeafOfRow(row.bytes, record.at_us());
  return row;
}

absl::StatusOr<record::v1::AccessRecord> ParseAccessRow(Position position, std::string_view row) {
  record::v1::AccessRecord record;
  if (row.size() < kSaltBytes ||
      !record.ParseFromArray(row.data() + kSaltBytes, static_cast<int>(row.size() - kSaltBytes))) {
    return absl::DataLossError(contract::Cat("access record ", position.value, " is unreadable"));
  }
  return record;
}

}  // namespace homeward::eventstore
