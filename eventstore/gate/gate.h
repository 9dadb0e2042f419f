// The Gate: decides in log order whether a batch may be recorded, reading only the proposer's own streams and
// governance. Whatever depends on another agency is never refused here; the views give it a verdict.
//
// Generic: it knows the contract's options and no event by name. Deterministic: what it decides depends on the log
// before the batch and on the batch alone.
#ifndef HOMEWARD_EVENTSTORE_GATE_GATE_H_
#define HOMEWARD_EVENTSTORE_GATE_GATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/gate/competence.h"
#include "eventstore/gate/rule_book.h"
#include "eventstore/gate/stream_memory.h"
#include "eventstore/log_event.h"
#include "eventstore/record/prepared.h"
#include "eventstore/signing/signing_keys.h"
#include "eventstore/types.h"
#include "proto/contract/violation.h"

namespace homeward::eventstore {

inline constexpr uint32_t kGateVersion = 1;  // raised by a logged event when its decisions change

// The last signed batch of a unit.
struct SignedMark {
  uint64_t sequence = 0;  // 0: it has signed nothing
  Hash hash{};            // what the next one names as `previous`
};

// A stream as the Gate is shown it. It stays in its place until its group is handed over, so that whoever showed it
// knows it again.
struct GateStream {
  std::string_view name;
  std::string_view memory;  // serialised GateState
};

// What the Gate may look at. Everything that earlier batches recorded, also those of the group being made.
class GateReader {
 public:
  virtual ~GateReader() = default;
  // Of each name, all different; none is null.
  virtual absl::StatusOr<std::vector<GateStream*>> Streams(const std::vector<std::string_view>& names) = 0;
  // Only asked for batches that correct or retract.
  virtual absl::StatusOr<std::vector<LogEventPtr>> History(const StreamId& stream) = 0;
  virtual absl::StatusOr<LogEventPtr> Find(const EventId& id) = 0;  // null: unknown
  virtual const Competence& Governance() const = 0;
  virtual const RuleBook& Rules() const = 0;
  virtual const SigningKeys& Signing() const = 0;
  virtual absl::StatusOr<SignedMark> LastSigned(const std::string& unit) = 0;
};

// Whether the batch corrects or retracts, so that the Gate must see histories.
bool NeedsHistory(const Prepared& prepared);

// A stream that the batch writes, and what is remembered of it after the batch.
struct WrittenStream {
  GateStream* stream;
  StreamMemory memory;
};

struct GateResult {
  std::vector<StreamId> streams;                   // of each event, "@target" resolved
  std::vector<std::vector<std::string>> subjects;  // of each event, beyond its own: those of what it corrects
  std::vector<WrittenStream> written;
  std::vector<size_t> written_by;   // of each event, which of `written`
  contract::Violations violations;  // every one; empty: the batch may be recorded
};

// `known`: events of the batch that the log holds already; they are not looked at.
// A status other than OK means that the log could not be read.
absl::StatusOr<GateResult> CheckBatch(const Prepared& prepared, const std::vector<bool>& known, GateReader& reader);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_GATE_H_
