#include "eventstore/archive/tree_level.h"

#include <algorithm>
#include <utility>

#include "eventstore/archive/bundle.h"
#include "eventstore/tree/merkle.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

std::string Message(const absl::Status& status) { return std::string(status.message()); }

}  // namespace

void TreeLevel::Open(const SignedCheckpoint& checkpoint, VerifyReport* report) {
  claimed_ = checkpoint.checkpoint;
  const absl::StatusOr<SignedCheckpoint> own = OpenCheckpoint(reader_.checkpoint(), options_.log);
  if (!own.ok()) findings_.Fail(0, Message(own.status()));
  const absl::StatusOr<int> witnesses = CountWitnesses(checkpoint.note, options_.witnesses);
  if (!witnesses.ok()) {
    findings_.Fail(0, Message(witnesses.status()));
  } else {
    report->witnesses = *witnesses;
    if (*witnesses < options_.quorum) {
      findings_.Fail(0,
                     contract::Cat("only ", *witnesses, " of the witnesses cosigned, ", options_.quorum, " must have"));
    }
  }
  for (const std::string& bytes : options_.known) {
    const absl::StatusOr<SignedCheckpoint> known = OpenCheckpoint(bytes, options_.log);
    if (!known.ok()) {
      findings_.Fail(0, contract::Cat("of a checkpoint seen before: ", Message(known.status())));
    } else if (known->checkpoint.size > claimed_.size) {
      findings_.Fail(claimed_.size + 1, contract::Cat("rolled back: a checkpoint seen before reaches position ",
                                                      known->checkpoint.size, ", the export's ends before it"));
    } else {
      known_.push_back(known->checkpoint);
    }
  }
  std::sort(known_.begin(), known_.end(), [](const auto& a, const auto& b) { return a.size < b.size; });
  CompareKnown();
}

// Those checkpoints that end where the tree stands now.
void TreeLevel::CompareKnown() {
  while (!known_.empty() && known_.front().size == tree_.size()) {
    if (known_.front().root != tree_.Root()) {
      findings_.Fail(0, contract::Cat("forked: a checkpoint seen before has another root at size ", tree_.size(),
                                      "; what differs lies at or before that position"));
    }
    known_.erase(known_.begin());
  }
}

void TreeLevel::Compare(const BundleName& name, absl::Span<const Hash> computed) {
  if (difference_.position != 0) return;
  const uint64_t span = uint64_t{1} << (8 * name.level);  // leaves under one hash
  const uint64_t first = name.index * kTileHashes * span + 1;
  const absl::Status read = reader_.Read(name, &bytes_);
  if (!read.ok()) {
    difference_ = {first, Message(read)};
    return;
  }
  const bool whole = SplitHashes(bytes_, &stored_);
  for (size_t i = 0; i < computed.size(); ++i) {
    if (i < stored_.size() && stored_[i] == computed[i]) continue;
    difference_ = {first + i * span, name.Path()};
    return;
  }
  if (!whole || stored_.size() > kTileHashes) difference_ = {first, contract::Cat(name.Path(), " (its length)")};
}

void TreeLevel::Group(uint64_t index, uint32_t width, absl::Span<const std::string_view> entries) {
  if (cut_) return;
  leaves_.clear();
  for (const std::string_view entry : entries.subspan(0, std::min<size_t>(width, entries.size()))) {
    leaves_.push_back(LeafHash(entry));
  }
  Compare({BundleKind::kHashes, 0, index, width}, leaves_);
  for (const Hash& leaf : leaves_) {
    tree_.Append(leaf, [&](const Tile& tile) {
      if (tile.level > 0) Compare({BundleKind::kHashes, tile.level, tile.index}, tile.hashes);
    });
    if (!known_.empty()) CompareKnown();
  }
  findings_.Checked(leaves_.size());
}

void TreeLevel::Cut(uint64_t position, std::string_view what) {
  if (std::exchange(cut_, true)) return;
  findings_.Fail(position, std::string(what));
}

// What follows the checkpoint's last position in the export, where there is a newer checkpoint for it somewhere.
void TreeLevel::CheckBeyond() {
  const uint64_t groups = claimed_.size / kTileHashes;
  for (const BundleKind kind : {BundleKind::kEntries, BundleKind::kRecords, BundleKind::kHashes}) {
    if (reader_.Widest(kind, 0, groups) <= claimed_.size % kTileHashes &&
        (claimed_.size % kTileHashes == 0 || reader_.Widest(kind, 0, groups + 1) == 0)) {
      continue;
    }
    findings_.Fail(claimed_.size + 1, "rolled back, or not finished: the export holds more than its checkpoint covers");
    return;
  }
}

bool TreeLevel::TilesLeadToRoot() {
  const absl::StatusOr<Tree> tiles =
      Tree::FromPartialTiles(claimed_.size, [&](uint8_t level, uint64_t index) -> absl::StatusOr<std::vector<Hash>> {
        const uint64_t count = claimed_.size >> (8 * level);
        const BundleName name{BundleKind::kHashes, level, index, static_cast<uint32_t>(count % kTileHashes)};
        if (absl::Status read = reader_.Read(name, &bytes_); !read.ok()) return read;
        SplitHashes(bytes_, &stored_);
        return stored_;
      });
  return tiles.ok() && tiles->Root() == claimed_.root;
}

void TreeLevel::Conclude() {
  const bool rooted = tree_.Root() == claimed_.root;
  const auto& [position, file] = difference_;
  if (position == 0) {
    if (!rooted) {
      findings_.Fail(0, "entries and tiles agree with one another, but lead to another root than the checkpoint's");
    }
  } else if (rooted) {
    findings_.Fail(position, contract::Cat(file, " is not what its entries lead to; they lead to the signed root"));
  } else if (TilesLeadToRoot()) {
    findings_.Fail(position, contract::Cat("the entry is not the one that was signed: ", file, " has another hash"));
  } else {
    findings_.Fail(position, contract::Cat("the entries and ", file, " differ, and neither leads to the signed root"));
  }
}

LevelReport TreeLevel::Finish() {
  if (!cut_) {
    for (int level = 1; level < 8 && tree_.size() >> (8 * level) > 0; ++level) {
      const absl::Span<const Hash> partial = tree_.Partial(level);
      if (partial.empty()) continue;
      Compare({BundleKind::kHashes, level, tree_.size() >> (8 * level) >> 8, static_cast<uint32_t>(partial.size())},
              partial);
    }
    Conclude();
  } else if (difference_.position != 0) {
    findings_.Fail(difference_.position, contract::Cat("the entries and ", difference_.file, " differ"));
  }
  CheckBeyond();
  return findings_.Finish();
}

}  // namespace homeward::eventstore
