// Reads a stored record in its bytes (RecordView, log_event.h), and makes an event of it.
#ifndef HOMEWARD_EVENTSTORE_RECORD_VIEW_H_
#define HOMEWARD_EVENTSTORE_RECORD_VIEW_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "eventstore/log_event.h"
#include "eventstore/types.h"
#include "google/protobuf/arena.h"
#include "proto/contract/event.h"

namespace homeward::eventstore {

// Fills `view`, whose memory is used again. False: the bytes are no record.
bool ViewRecord(std::string_view bytes, RecordView* view);

// The event alone, sections joined in, without what the server said of it; on the arena, if there is one. Errors as
// below.
absl::StatusOr<contract::Event> ParseEvent(const RecordView& view, google::protobuf::Arena* arena = nullptr);

// The event of the record, parsed. DATA_LOSS: unreadable; FAILED_PRECONDITION: a type that this program does not know.
absl::StatusOr<LogEventPtr> EventOf(const RecordView& view);

// What is said of bytes in the log that are no record of their position: DATA_LOSS.
absl::Status UnreadableRecord(Position position);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_VIEW_H_
