// An arena for small things one after the other, which keeps its memory over Reset.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_REUSED_ARENA_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_REUSED_ARENA_H_

#include <array>
#include <cstddef>

#include "google/protobuf/arena.h"

namespace homeward::projections {

class ReusedArena {
 public:
  ReusedArena() : arena_(InBlock(&block_)) {}
  ReusedArena(const ReusedArena&) = delete;

  google::protobuf::Arena* get() { return &arena_; }
  void Reset() { arena_.Reset(); }

 private:
  using Block = std::array<char, size_t{32} << 10>;  // beyond it memory comes and goes as it does with any arena

  static google::protobuf::ArenaOptions InBlock(Block* block) {
    google::protobuf::ArenaOptions options;
    options.initial_block = block->data();
    options.initial_block_size = block->size();
    return options;
  }

  alignas(std::max_align_t) Block block_;
  google::protobuf::Arena arena_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_REUSED_ARENA_H_
