// Who looked at what, and why they were allowed or not: a second append-only log with a tree of its own.
//
// It fails closed: a look is written and synced before what was asked for leaves the server, and when it cannot be
// written, the look is refused.
//
//   if (absl::Status durable = access->Append(record); !durable.ok()) return durable;
//   access->Append(record, [](absl::Status durable) { if (durable.ok()) …answer…; });   // without waiting
//
// Thread-safe. Destroying it settles what was appended, then closes.
#ifndef HOMEWARD_EVENTSTORE_ACCESS_LOG_H_
#define HOMEWARD_EVENTSTORE_ACCESS_LOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/clock.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

// Where the access log stands. Its positions are its own, not the event log's.
struct AccessHead {
  Position position;
  Hash root{};
};

struct AccessLogOptions {
  std::string directory;         // created if absent
  Clock clock = {};              // null: the system's
  bool verify_at_start = false;  // as StoreOptions::verify_at_start
  uint64_t min_free_bytes = 0;  // below this, looks are refused; less than the log's own floor: it is filled by looking
};

class AccessLog {
 public:
  virtual ~AccessLog() = default;

  // FAILED_PRECONDITION: held by another process. DATA_LOSS: damaged or behind its witness.
  static absl::StatusOr<std::unique_ptr<AccessLog>> Open(AccessLogOptions options);

  // Sets `at_us` where it is 0. `durable` is called exactly once, on the log's thread or, when it refuses at once, on
  // this one; it must not block. RESOURCE_EXHAUSTED: too many wait, or the disk is full; UNAVAILABLE: a write failed,
  // or it is closing.
  virtual void Append(record::v1::AccessRecord record, std::function<void(absl::Status)> durable) = 0;

  // The same, waiting until it is durable or refused. Not from a thread that must not block.
  absl::Status Append(record::v1::AccessRecord record);

  virtual AccessHead head() const = 0;

  // As Store::stopped().
  virtual absl::Status stopped() const = 0;

  // As Store::CopyTo.
  virtual absl::Status CopyTo(const std::string& directory) const = 0;

  // Synced records from `from` to `to` (both included) in order, until `visit` returns false. DATA_LOSS if a record
  // cannot be read.
  virtual absl::Status Read(Position from, Position to,
                            absl::FunctionRef<bool(Position, const record::v1::AccessRecord&)> visit) const = 0;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ACCESS_LOG_H_
