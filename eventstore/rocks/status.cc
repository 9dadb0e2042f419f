#include "eventstore/rocks/status.h"

#include <string>

#include "absl/strings/match.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {

absl::Status ToStatus(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = status.ToString();
  const std::string message = contract::Cat(doing, ": ", text);
  if (status.IsCorruption()) return absl::DataLossError(message);
  if (status.IsPathNotFound()) return absl::DataLossError(message);  // a file that another one names
  if (status.IsNotFound()) return absl::NotFoundError(message);
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(message);
  if (status.IsIOError() && absl::StrContains(text, "lock")) return absl::FailedPreconditionError(message);
  return absl::InternalError(message);
}

}  // namespace homeward::eventstore
