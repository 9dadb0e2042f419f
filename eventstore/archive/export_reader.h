// Reads the files of an export, group by group. Believes nothing: what it gives is as it lies there (verifier.h
// checks).
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_EXPORT_READER_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_EXPORT_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/archive/bundle.h"
#include "eventstore/archive/layout.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// Any thread; files are read anew each time.
class ExportReader {
 public:
  // NOT_FOUND if there is no such directory, or no checkpoint in it.
  static absl::StatusOr<ExportReader> Open(const std::string& directory);

  // The checkpoint's bytes, as they were when it was opened.
  const std::string& checkpoint() const { return checkpoint_; }
  const std::string& directory() const { return directory_; }

  // The bundle of an export that ends after `width` items of it: the partial file of that width, or else the full one,
  // or a wider one. Reuses `bytes`. NOT_FOUND; RESOURCE_EXHAUSTED beyond kExportFileBytes; else what the disk says.
  absl::Status Read(BundleName name, std::string* bytes) const;

  // The widest bundle of that place: 256 if it is full, 0 if there is none.
  uint32_t Widest(BundleKind kind, int level, uint64_t index) const;

  // The records of positions from … to (from 1 on), in order, until `visit` returns false; those withheld too. For
  // readers of verified exports. DATA_LOSS if one is not there.
  absl::Status ForEach(uint64_t from, uint64_t to, absl::FunctionRef<bool(Position, const ExportedView&)> visit) const;

 private:
  explicit ExportReader(std::string directory) : directory_(std::move(directory)) {}

  std::string directory_;
  std::string checkpoint_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_EXPORT_READER_H_
