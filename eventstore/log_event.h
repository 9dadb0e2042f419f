// A committed, synced event as readers get it.
#ifndef HOMEWARD_EVENTSTORE_LOG_EVENT_H_
#define HOMEWARD_EVENTSTORE_LOG_EVENT_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/event.h"

namespace homeward::eventstore {

// A stored record seen in its bytes: for readers of millions, who build no message of what they pass on or pass over;
// record_view.h reads one. Lives as long as the bytes. Field by field what record::v1::Record says.
struct RecordView {
  struct Section {
    uint32_t field = 0;
    std::string_view body;
  };

  std::string_view bytes, client;
  absl::InlinedVector<Section, 2> sections;
  Position position;
  Micros appended_us = 0;
  uint32_t type = 0;
  contract::Agency agency = contract::Agency::AGENCY_UNSPECIFIED;
  std::string_view stream;
  Revision revision;
  absl::InlinedVector<std::string_view, 4> subjects;
};

// Immutable to its readers; shared between them; any thread may read it.
//
// An event is parsed when somebody first asks: whoever only counts, skips or passes it on by what the server said of it
// pays for no more than that.
class LogEvent {
 public:
  // As stored; `record` has its server part.
  explicit LogEvent(record::v1::Record record);
  // As just written. `view` looks into bytes that live as long as this; `event`: the same parsed, or without type.
  LogEvent(RecordView view, contract::Event event);

  Position position;
  Micros appended_us = 0;

  // What the server said of it.
  uint32_t type() const { return view_.type; }
  contract::Agency agency() const { return view_.agency; }
  std::string_view stream() const { return view_.stream; }
  Revision revision() const { return view_.revision; }
  const absl::InlinedVector<std::string_view, 4>& subjects() const { return view_.subjects; }
  // All of that, as a message; of an event just written it is made when somebody first asks.
  const record::v1::ServerPart& server() const;

  // Of an event that is the first of a signed batch: the SignedBatch's bytes; else empty.
  const std::string& signed_batch() const;

  // The record. Of a stored event without `bytes`.
  const RecordView& view() const { return view_; }

  // FAILED_PRECONDITION: a type that this program does not know; DATA_LOSS: unreadable.
  absl::Status Parse() const;

  // Sections joined in; type and payload are never null. Only where Parse() has said OK: what a Store has read has
  // been parsed, what a Subscription gives has not.
  const contract::Event& event() const { return event_; }

 private:
  const record::v1::Record& stored() const;

  RecordView view_;
  mutable std::once_flag stored_once_, parsed_once_;
  mutable record::v1::Record stored_;
  mutable absl::Status parsed_;
  mutable contract::Event event_;
};

using LogEventPtr = std::shared_ptr<const LogEvent>;

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_EVENT_H_
