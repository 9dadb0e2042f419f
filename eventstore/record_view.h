// A stored record seen in its bytes: for readers of millions, who build no message of what they pass on or pass over.
#ifndef HOMEWARD_EVENTSTORE_RECORD_VIEW_H_
#define HOMEWARD_EVENTSTORE_RECORD_VIEW_H_

#include <cstdint>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "eventstore/log_event.h"
#include "eventstore/types.h"
#include "proto/contract/event.h"

namespace homeward::eventstore {

// Lives as long as `bytes`. Field by field what record::v1::Record says.
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

// Fills `view`, whose memory is used again. False: the bytes are no record.
bool ViewRecord(std::string_view bytes, RecordView* view);

// Of an event in memory, as long as that lives: all but its sections and `bytes`.
RecordView ViewEvent(const LogEvent& event);

// The event alone, sections joined in, without what the server said of it. Errors as below.
absl::StatusOr<contract::Event> ParseEvent(const RecordView& view);

// The event of the record, parsed. DATA_LOSS: unreadable; FAILED_PRECONDITION: a type that this program does not know.
absl::StatusOr<LogEventPtr> EventOf(const RecordView& view);

// What is said of bytes in the log that are no record of their position: DATA_LOSS.
absl::Status UnreadableRecord(Position position);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_VIEW_H_
