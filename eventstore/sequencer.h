// Puts proposals in one order and gives each a token: the seam at which a consensus engine can take the place of this
// process's own queue, without the committer noticing.
#ifndef HOMEWARD_EVENTSTORE_SEQUENCER_H_
#define HOMEWARD_EVENTSTORE_SEQUENCER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "eventstore/record/prepared.h"

namespace homeward::eventstore {

struct Ordered {
  uint64_t token = 0;  // counts proposals, gap-free, refused ones too
  Prepared prepared;
};

class Sequencer {
 public:
  virtual ~Sequencer() = default;

  // Takes the proposal, or leaves it untouched: RESOURCE_EXHAUSTED (QUEUE_FULL), UNAVAILABLE (closed). Any thread.
  virtual absl::Status Submit(Prepared& prepared) = 0;

  // The next in order. Nothing: with `wait`, the sequencer is closed and empty; without, there is none just now.
  // The committer's thread only.
  virtual std::optional<Ordered> Next(bool wait) = 0;

  // No more is taken; what was taken is still handed out.
  virtual void Close() = 0;

  virtual size_t length() const = 0;
};

// The default: a bounded queue in this process. `last_token` is the last one used before the restart.
std::unique_ptr<Sequencer> MakeInProcessSequencer(uint64_t last_token);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_SEQUENCER_H_
