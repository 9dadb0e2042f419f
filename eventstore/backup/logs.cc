#include "eventstore/backup/logs.h"

#include <utility>

#include "eventstore/access/access_ledger.h"
#include "eventstore/ledger/compare.h"
#include "eventstore/log/log_ledger.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

absl::StatusOr<std::unique_ptr<Ledger>> OpenOne(LedgerOptions options, std::string_view doing,
                                                const BackupProgress& progress) {
  auto ledger = Ledger::Open(std::move(options));
  if (!ledger.ok()) return ledger;
  const uint64_t of = (*ledger)->head().position.value;
  const absl::Status same = CompareAll(**ledger, [&](Position reached) { return progress(doing, reached.value, of); });
  if (!same.ok()) return same;
  return ledger;
}

}  // namespace

Held Logs::Hold() const {
  const LedgerHead head = log->head(), looks = access->head();
  return {log->incarnation(), head.position, head.root, looks.position, looks.root};
}

absl::StatusOr<Logs> OpenAndCompare(const std::string& directory, const BackupProgress& progress) {
  StoreOptions options;
  options.directory = contract::Cat(directory, "/", kLogFolder);
  auto log = OpenOne(LogLedgerOptions(options), "comparing the log", progress);
  if (!log.ok()) return log.status();
  auto access =
      OpenOne(AccessLedgerOptions(contract::Cat(directory, "/", kAccessFolder)), "comparing the access log", progress);
  if (!access.ok()) return access.status();
  return Logs{*std::move(log), *std::move(access)};
}

absl::Status Agree(const Held& found, const Held& said, const std::string& directory) {
  if (found.incarnation == said.incarnation && found.position == said.position && found.root == said.root &&
      found.access_position == said.access_position && found.access_root == said.access_root) {
    return absl::OkStatus();
  }
  return absl::DataLossError(contract::Cat(directory, " says position ", said.position.value, " and access record ",
                                           said.access_position.value, ", its logs end at ", found.position.value,
                                           " and ", found.access_position.value,
                                           " or differ from its root; take another backup"));
}

}  // namespace homeward::eventstore
