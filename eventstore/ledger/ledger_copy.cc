// A ledger that goes on elsewhere: its copy, and what makes a copy another one.
#include <filesystem>
#include <system_error>
#include <utility>

#include "eventstore/bytes/random.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/rocks/status.h"
#include "proto/contract/text.h"
#include "rocksdb/utilities/checkpoint.h"

namespace homeward::eventstore {

absl::Status Ledger::Reincarnate() {
  record::v1::Restoration& restoration = *meta_.add_restored();
  restoration.set_incarnation(meta_.incarnation());
  restoration.set_position(head_.position.value);
  meta_.set_incarnation(RandomBytes(kIncarnationBytes));
  meta_.set_secret(RandomBytes(kSecretBytes));
  if (absl::Status status = PutMeta(); !status.ok()) return status;
  witness_.reset();
  const WitnessMark seen{head_.position, head_.root};
  if (absl::Status status = Witness::Create(WitnessPath(), meta_.incarnation(), seen); !status.ok()) return status;
  absl::StatusOr<std::unique_ptr<Witness>> witness = Witness::Open(WitnessPath(), meta_.incarnation());
  if (!witness.ok()) return witness.status();
  witness_ = *std::move(witness);
  return absl::OkStatus();
}

absl::Status Ledger::CopyTo(const std::string& directory) const {
  const LedgerHead copied = head();  // asked first: the copy reaches at least so far
  std::error_code error;
  if (!std::filesystem::create_directory(directory, error)) {
    if (error) return absl::UnavailableError(contract::Cat("cannot make ", directory, ": ", error.message()));
    return absl::AlreadyExistsError(contract::Cat(directory, " is there already"));
  }
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(&db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(directory + "/db");
  if (!status.ok()) return ToStatus(status, contract::Cat("copying the ", options_.name));
  return Witness::Create(directory + kWitnessFile, meta_.incarnation(), {copied.position, copied.root});
}

}  // namespace homeward::eventstore
