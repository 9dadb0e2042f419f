#include "eventstore/archive/export_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "eventstore/archive/bundle.h"
#include "eventstore/archive/export_reader.h"
#include "eventstore/archive/layout.h"
#include "eventstore/files/files.h"
#include "eventstore/limits.h"
#include "eventstore/record/leaf.h"
#include "eventstore/tree/merkle.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

absl::Status Errno(std::string_view what, const std::string& path) {
  return absl::ErrnoToStatus(errno, contract::Cat(what, " ", path));
}

// The partial bundles of an export of this size.
std::vector<BundleName> PartialBundles(uint64_t size) {
  std::vector<BundleName> names;
  for (int level = 0; level < 8 && size >> (8 * level) > 0; ++level) {
    const uint64_t count = size >> (8 * level);
    const auto width = static_cast<uint32_t>(count % kTileHashes);
    if (width == 0) continue;
    names.push_back({BundleKind::kHashes, level, count / kTileHashes, width});
    if (level > 0) continue;
    names.push_back({BundleKind::kEntries, 0, count / kTileHashes, width});
    names.push_back({BundleKind::kRecords, 0, count / kTileHashes, width});
  }
  return names;
}

}  // namespace

// The directory: held, written to, synced as a whole.
class ExportWriter::Directory {
 public:
  static absl::StatusOr<std::unique_ptr<Directory>> Take(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return absl::UnavailableError(contract::Cat("cannot make ", path, ": ", error.message()));
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return Errno("cannot open", path);
    std::unique_ptr<Directory> directory(new Directory(path, fd));
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
      return absl::FailedPreconditionError(contract::Cat(path, " is being written by another process"));
    }
    return directory;
  }
  ~Directory() { ::close(fd_); }

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return contract::Cat(path_, "/", name); }
  bool Empty() const {
    std::error_code error;
    return std::filesystem::is_empty(path_, error);
  }

  // Whole or not there; safe from a power cut only after Sync.
  absl::Status Write(const BundleName& name, std::string_view bytes) {
    const std::string path = *this / name.Path(), beside = path + ".new";
    int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 && errno == ENOENT) {
      std::error_code error;
      std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
      fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    }
    if (fd < 0) return Errno("cannot make", beside);
    const absl::Cleanup close = [fd] { ::close(fd); };
    while (!bytes.empty()) {
      const ssize_t count = ::write(fd, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return Errno("cannot write", beside);
      bytes.remove_prefix(static_cast<size_t>(count));
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) return Errno("cannot replace", path);
    return absl::OkStatus();
  }
  absl::Status Sync() { return ::syncfs(fd_) == 0 ? absl::OkStatus() : Errno("cannot sync", path_); }

  void Remove(const BundleName& name) {
    const std::string path = *this / name.Path();
    ::unlink(path.c_str());
    ::rmdir(std::filesystem::path(path).parent_path().c_str());  // only where nothing else is in it
  }

 private:
  Directory(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  const std::string path_;
  const int fd_;
};

ExportWriter::ExportWriter(std::unique_ptr<Directory> directory) : directory_(std::move(directory)) {}
ExportWriter::~ExportWriter() = default;

absl::StatusOr<std::unique_ptr<ExportWriter>> ExportWriter::Open(const std::string& directory) {
  absl::StatusOr<std::unique_ptr<Directory>> held = Directory::Take(directory);
  if (!held.ok()) return held.status();
  std::unique_ptr<ExportWriter> writer(new ExportWriter(*std::move(held)));
  if (absl::Status status = writer->Resume(); !status.ok()) return status;
  return writer;
}

absl::Status ExportWriter::Resume() {
  if (directory_->Empty()) return Mark();
  absl::StatusOr<std::string> marked = ReadFile(*directory_ / kResumeFile);
  uint64_t resumed = 0;
  if (marked.ok()) {
    const char* end = marked->data() + marked->size();
    if (std::from_chars(marked->data(), end, resumed).ptr != end || resumed % kTileHashes != 0) {
      return absl::DataLossError(contract::Cat(*directory_ / kResumeFile, " is damaged; remove the export"));
    }
    marked_ = true;
  } else if (!absl::IsNotFound(marked.status())) {
    return marked.status();
  }
  absl::StatusOr<std::string> checkpoint = ReadFile(*directory_ / kCheckpointFile);
  if (checkpoint.ok()) {
    absl::StatusOr<SignedCheckpoint> previous = ParseCheckpoint(*checkpoint);
    if (!previous.ok()) return previous.status();
    previous_ = *std::move(previous);
  } else if (!absl::IsNotFound(checkpoint.status())) {
    return checkpoint.status();
  } else if (!marked_) {
    return absl::FailedPreconditionError(contract::Cat(directory_->path(), " holds something that is no export"));
  }
  const uint64_t before = previous_ ? previous_->checkpoint.size : 0;
  if (absl::Status status = LoadTree(std::max(before, resumed)); !status.ok()) return status;
  if (!previous_) return absl::OkStatus();
  const absl::StatusOr<Hash> root = tree_.RootAt(before, ReadTile());
  if (!root.ok()) return root.status();
  if (*root != previous_->checkpoint.root) {
    return absl::DataLossError(
        contract::Cat("what lies in ", directory_->path(), " does not lead to its own checkpoint; verify it"));
  }
  return absl::OkStatus();
}

std::function<absl::StatusOr<std::vector<Hash>>(uint8_t, uint64_t)> ExportWriter::ReadTile() const {
  return [this](uint8_t level, uint64_t index) -> absl::StatusOr<std::vector<Hash>> {
    const BundleName name{BundleKind::kHashes, level, index};
    absl::StatusOr<std::string> bytes = ReadFile(*directory_ / name.Path());
    if (!bytes.ok()) return bytes.status();
    return Tile::Parse(*bytes);
  };
}

// The tree of what is there, and the group that is not full into memory.
absl::Status ExportWriter::LoadTree(uint64_t size) {
  const uint64_t full = size - size % kTileHashes;
  const auto no_leaf = [](uint64_t) -> absl::StatusOr<Hash> { return absl::InternalError("no leaf"); };
  absl::StatusOr<Tree> tree = Tree::Restore(full, ReadTile(), no_leaf);
  if (!tree.ok()) return tree.status();
  tree_ = *std::move(tree);
  if (full == size) return absl::OkStatus();
  const auto width = static_cast<uint32_t>(size - full);
  const absl::StatusOr<ExportReader> reader = ExportReader::Open(directory_->path());
  if (!reader.ok()) return reader.status();
  absl::Status status = reader->Read({BundleKind::kEntries, 0, full / kTileHashes, width}, &entries_);
  status.Update(reader->Read({BundleKind::kRecords, 0, full / kTileHashes, width}, &records_));
  if (!status.ok()) return status;
  std::vector<std::string_view> entries, records;
  SplitEntries(entries_, &entries);
  SplitExported(records_, &records);
  if (entries.size() < width || records.size() < width) {
    return absl::DataLossError(contract::Cat("the last group of ", directory_->path(), " is cut off"));
  }
  // A full bundle may stand in for the partial one.
  entries_.resize(static_cast<size_t>(entries[width - 1].data() + entries[width - 1].size() - entries_.data()));
  records_.resize(static_cast<size_t>(records[width - 1].data() + records[width - 1].size() - records_.data()));
  for (uint32_t i = 0; i < width; ++i) tree_.Append(LeafHash(entries[i]), [](const Tile&) {});
  return absl::OkStatus();
}

absl::Status ExportWriter::Mark() {
  marked_ = true;
  return ReplaceFile(*directory_ / kResumeFile, std::to_string(size() - size() % kTileHashes), Secrecy::kPublic);
}

absl::Status ExportWriter::Append(std::string_view entry, std::string_view exported) {
  if (!failed_.ok()) return failed_;
  if (entry.size() != kLeafEntryBytes) return absl::InvalidArgumentError("an entry of the tree has 114 bytes");
  if (records_.size() + exported.size() + sizeof(uint32_t) > kExportFileBytes) {
    return absl::ResourceExhaustedError("256 records are too large for one file");
  }
  if (!marked_) failed_ = Mark();
  if (!failed_.ok()) return failed_;
  AppendEntry(entry, &entries_);
  AppendExported(exported, &records_);
  std::vector<Tile> full;
  tree_.Append(LeafHash(entry), [&](const Tile& tile) { full.push_back(tile); });
  if (full.empty()) return absl::OkStatus();

  const uint64_t index = size() / kTileHashes - 1;
  failed_ = directory_->Write({BundleKind::kRecords, 0, index}, records_);
  if (failed_.ok()) failed_ = directory_->Write({BundleKind::kEntries, 0, index}, entries_);
  for (const Tile& tile : full) {
    if (failed_.ok()) failed_ = directory_->Write({BundleKind::kHashes, tile.level, tile.index}, tile.Bytes());
  }
  entries_.clear();
  records_.clear();
  if (failed_.ok() && size() % kExportSyncEntries == 0) {
    failed_ = directory_->Sync();
    if (failed_.ok()) failed_ = Mark();
  }
  return failed_;
}

absl::Status ExportWriter::CheckEnd(const LogCheckpoint& end) const {
  if (end.size != size()) {
    return absl::FailedPreconditionError(
        contract::Cat("the checkpoint is of size ", end.size, ", the export of ", size()));
  }
  if (previous_ && previous_->checkpoint.origin != end.origin) {
    return absl::FailedPreconditionError(
        contract::Cat(directory_->path(), " is an export of ", previous_->checkpoint.origin, ", not of ", end.origin));
  }
  if (end.root != tree_.Root()) {
    return absl::FailedPreconditionError(contract::Cat(
        "what was exported to ", directory_->path(), " does not lead to the root of ", end.origin, " at size ",
        end.size, ": another log, or one that was forked after the earlier export. Keep both, and tell the auditors"));
  }
  return absl::OkStatus();
}

absl::Status ExportWriter::Finish(std::string_view checkpoint, std::string_view label) {
  if (!failed_.ok()) return failed_;
  absl::StatusOr<SignedCheckpoint> end = ParseCheckpoint(checkpoint);
  if (!end.ok()) return end.status();
  if (absl::Status status = CheckEnd(end->checkpoint); !status.ok()) return status;
  const std::vector<BundleName> partial = PartialBundles(size());
  for (const BundleName& name : partial) {
    if (name.kind == BundleKind::kHashes)
      failed_.Update(directory_->Write(name, JoinHashes(tree_.Partial(name.level))));
    if (name.kind == BundleKind::kEntries) failed_.Update(directory_->Write(name, entries_));
    if (name.kind == BundleKind::kRecords) failed_.Update(directory_->Write(name, records_));
  }
  if (failed_.ok()) failed_ = directory_->Sync();
  if (failed_.ok()) failed_ = ReplaceFile(*directory_ / kLabelFile, label, Secrecy::kPublic);
  if (failed_.ok()) failed_ = ReplaceFile(*directory_ / kCheckpointFile, checkpoint, Secrecy::kPublic);
  if (!failed_.ok()) return failed_;
  ::unlink((*directory_ / kResumeFile).c_str());
  marked_ = false;
  // The earlier checkpoint's partial bundles are in none of today's paths.
  for (const BundleName& name : PartialBundles(previous_ ? previous_->checkpoint.size : 0)) {
    if (std::find(partial.begin(), partial.end(), name) == partial.end()) directory_->Remove(name);
  }
  previous_ = *std::move(end);
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
