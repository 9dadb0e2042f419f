#include "eventstore/archive/export_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "eventstore/files/files.h"
#include "eventstore/limits.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/tree/tree.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

absl::Status Errno(std::string_view what, const std::string& path) {
  return absl::ErrnoToStatus(errno, contract::Cat(what, " ", path));
}

absl::Status ReadWhole(const std::string& path, std::string* bytes) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Errno("cannot open", path);
  const absl::Cleanup close = [fd] { ::close(fd); };
  struct stat found;
  if (::fstat(fd, &found) != 0) return Errno("cannot look at", path);
  if (static_cast<uint64_t>(found.st_size) > kExportFileBytes) {
    return absl::ResourceExhaustedError(contract::Cat(path, " is larger than ", kExportFileBytes, " bytes"));
  }
  bytes->resize(static_cast<size_t>(found.st_size));
  for (size_t done = 0; done < bytes->size();) {
    const ssize_t count = ::read(fd, bytes->data() + done, bytes->size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Errno("cannot read", path);
    if (count == 0) bytes->resize(done);  // it shrank meanwhile
    done += static_cast<size_t>(count);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExportReader> ExportReader::Open(const std::string& directory) {
  ExportReader reader(directory);
  absl::StatusOr<std::string> checkpoint = ReadFile(contract::Cat(directory, "/", kCheckpointFile));
  if (!checkpoint.ok()) return checkpoint.status();
  reader.checkpoint_ = *std::move(checkpoint);
  return reader;
}

uint32_t ExportReader::Widest(BundleKind kind, int level, uint64_t index) const {
  BundleName name{kind, level, index};
  const std::string full = contract::Cat(directory_, "/", name.Path());
  if (::access(full.c_str(), F_OK) == 0) return kTileHashes;
  uint32_t widest = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator file(full + ".p", error), end; !error && file != end;
       file.increment(error)) {
    const std::string width = file->path().filename().string();
    const auto partial = BundleName::Parse(contract::Cat(name.Path(), ".p/", width));
    if (partial) widest = std::max(widest, partial->width);
  }
  return widest;
}

absl::Status ExportReader::Read(BundleName name, std::string* bytes) const {
  const absl::Status status = ReadWhole(contract::Cat(directory_, "/", name.Path()), bytes);
  if (!absl::IsNotFound(status) || name.width == kTileHashes) return status;
  const uint32_t widest = Widest(name.kind, name.level, name.index);
  if (widest < name.width) return status;
  name.width = widest;
  return ReadWhole(contract::Cat(directory_, "/", name.Path()), bytes);
}

absl::Status ExportReader::ForEach(uint64_t from, uint64_t to,
                                   absl::FunctionRef<bool(Position, const ExportedView&)> visit) const {
  const absl::StatusOr<SignedCheckpoint> checkpoint = ParseCheckpoint(checkpoint_);
  if (!checkpoint.ok()) return checkpoint.status();
  const uint64_t size = checkpoint->checkpoint.size;
  to = std::min(to, size);
  std::string bytes;
  std::vector<std::string_view> records;
  ExportedView view;
  for (uint64_t position = std::max<uint64_t>(from, 1); position <= to;) {
    const uint64_t index = (position - 1) / kTileHashes;
    const BundleName name{BundleKind::kRecords, 0, index,
                          static_cast<uint32_t>(std::min<uint64_t>(kTileHashes, size - index * kTileHashes))};
    if (absl::Status status = Read(name, &bytes); !status.ok()) return status;
    SplitExported(bytes, &records);
    for (size_t i = (position - 1) % kTileHashes; i < name.width && position <= to; ++i, ++position) {
      if (i >= records.size() || !ViewExported(records[i], &view)) {
        return absl::DataLossError(contract::Cat(name.Path(), ": the record of position ", position, " is damaged"));
      }
      if (!visit(Position(position), view)) return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
