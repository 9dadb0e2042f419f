// The access log as a ledger: its rows, its leaves, its format.
#ifndef HOMEWARD_EVENTSTORE_ACCESS_ACCESS_LEDGER_H_
#define HOMEWARD_EVENTSTORE_ACCESS_ACCESS_LEDGER_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "eventstore/ledger/ledger.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

LedgerOptions AccessLedgerOptions(const std::string& directory);

// A row is salt ‖ record; the salt keeps the leaf from telling what was looked at by guessing.
struct AccessRow {
  std::string bytes;
  Hash leaf{};
};
AccessRow MakeAccessRow(const record::v1::AccessRecord& record);

// DATA_LOSS names the position.
absl::StatusOr<record::v1::AccessRecord> ParseAccessRow(Position position, std::string_view row);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ACCESS_ACCESS_LEDGER_H_
