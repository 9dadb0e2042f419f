// Writes an export: entries and records in the order of their positions, and the tiles that it makes from the entries
// itself. It only appends. Killed or cut off at any moment it goes on where it stood, and `checkpoint`, which says how
// far the export is whole, is replaced last.
//
//   auto writer = ExportWriter::Open(directory);
//   while (…) writer->Append(entry, exported);      // positions writer->size() + 1, …
//   writer->Finish(checkpoint_bytes, label_json)    // the entries must lead to the checkpoint's root
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_EXPORT_WRITER_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_EXPORT_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/tree/tree.h"

namespace homeward::eventstore {

// One thread at a time; one writer for a directory (it holds a lock on it).
class ExportWriter {
 public:
  // Makes the directory if it is absent, else goes on with the export in it. FAILED_PRECONDITION: another writer has
  // it, or it holds something else; DATA_LOSS: what is there does not lead to its own checkpoint.
  static absl::StatusOr<std::unique_ptr<ExportWriter>> Open(const std::string& directory);
  ~ExportWriter();

  // Entries that are there; the next one to append is of position size() + 1.
  uint64_t size() const { return tree_.size(); }
  Hash root() const { return tree_.Root(); }
  // The checkpoint that the directory held when it was opened, checked by nobody.
  const std::optional<SignedCheckpoint>& previous() const { return previous_; }

  // `entry`: the leaf's 114 bytes; `exported`: bytes of an ExportedRecord (bundle.h). UNAVAILABLE, RESOURCE_EXHAUSTED:
  // the disk.
  absl::Status Append(std::string_view entry, std::string_view exported);

  // Ends with this checkpoint, whose size must be size(), and `label`, which is for people only. FAILED_PRECONDITION if
  // what was exported, now or earlier, does not lead to its root: then it is not the log of the checkpoint, and the
  // old checkpoint stays.
  absl::Status Finish(std::string_view checkpoint, std::string_view label);

 private:
  class Directory;

  explicit ExportWriter(std::unique_ptr<Directory> directory);
  std::function<absl::StatusOr<std::vector<Hash>>(uint8_t, uint64_t)> ReadTile() const;
  absl::Status Resume();
  absl::Status LoadTree(uint64_t size);
  absl::Status Mark();
  absl::Status CheckEnd(const LogCheckpoint& end) const;

  std::unique_ptr<Directory> directory_;
  Tree tree_;
  std::optional<SignedCheckpoint> previous_;
  std::string entries_, records_;  // of the group that is not full yet
  bool marked_ = false;            // the resume file is there
  absl::Status failed_;            // once it failed, it stays so
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_EXPORT_WRITER_H_
