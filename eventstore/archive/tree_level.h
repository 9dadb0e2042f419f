// The verifier's first level: the entries against the tiles, both against the signed root.
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_TREE_LEVEL_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_TREE_LEVEL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "eventstore/archive/export_reader.h"
#include "eventstore/archive/findings.h"
#include "eventstore/archive/verifier.h"
#include "eventstore/tree/tree.h"

namespace homeward::eventstore {

class TreeLevel {
 public:
  // Both must outlive it.
  TreeLevel(const ExportReader& reader, const VerifyOptions& options) : reader_(reader), options_(options) {}

  // Who signed, what was seen before. Nothing if it is no checkpoint at all, or not one of this log's: then its claims
  // are used to find out more, but trusted by nobody.
  void Open(const SignedCheckpoint& checkpoint, VerifyReport* report);

  // The entries of group `index`, which may be fewer than there should be; groups come in order.
  void Group(uint64_t index, uint32_t width, absl::Span<const std::string_view> entries);
  // Something of the group is missing or damaged from `position` on.
  void Cut(uint64_t position, std::string_view what);

  LevelReport Finish();

 private:
  // Where the tiles first differ from what the entries lead to.
  struct Difference {
    uint64_t position = 0;
    std::string file;
  };

  void Compare(const BundleName& name, absl::Span<const Hash> computed);
  void CompareKnown();
  void CheckBeyond();
  bool TilesLeadToRoot();
  void Conclude();

  const ExportReader& reader_;
  const VerifyOptions& options_;
  LogCheckpoint claimed_;
  std::vector<LogCheckpoint> known_;
  Findings findings_;
  Tree tree_;
  Difference difference_;
  bool cut_ = false;
  std::string bytes_;
  std::vector<Hash> leaves_, stored_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_TREE_LEVEL_H_
