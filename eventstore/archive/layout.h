// Names of the files of an export: c2sp.org/tlog-tiles, and beside it records/ in the same groups of 256 positions.
//
//   BundleName{BundleKind::kHashes, 0, 1234067, 256}.Path()   "tile/0/x001/x234/067"
//   BundleName{BundleKind::kEntries, 0, 5, 17}.Path()         "tile/entries/005.p/17"
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_LAYOUT_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_LAYOUT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace homeward::eventstore {

inline constexpr char kCheckpointFile[] = "checkpoint";
inline constexpr char kLabelFile[] = "export.json";
inline constexpr char kResumeFile[] = "resume";  // while an export is being written

inline constexpr int kTileLevelMax = 63;  // of the specification; a log of 64-bit positions has levels 0 to 7

enum class BundleKind { kHashes, kEntries, kRecords };

// Plain data.
struct BundleName {
  BundleKind kind = BundleKind::kHashes;
  int level = 0;  // of hashes only: 0 … kTileLevelMax
  uint64_t index = 0;
  uint32_t width = 256;  // 1 … 256; what is less is partial

  std::string Path() const;  // within the export
  // Nothing unless the path is exactly what Path() gives.
  static std::optional<BundleName> Parse(std::string_view path);

  bool operator==(const BundleName&) const = default;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_LAYOUT_H_
