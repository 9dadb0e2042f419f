// A committed, synced event as readers get it.
#ifndef HOMEWARD_EVENTSTORE_LOG_EVENT_H_
#define HOMEWARD_EVENTSTORE_LOG_EVENT_H_

#include <memory>

#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/event.h"

namespace homeward::eventstore {

// Immutable; shared between readers; any thread may read it.
struct LogEvent {
  Position position;
  Micros appended_us = 0;
  record::v1::ServerPart server;  // type, stream, revision, subjects, publisher, batch
  contract::Event event;          // sections joined in; type and payload are never null
};

using LogEventPtr = std::shared_ptr<const LogEvent>;

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_EVENT_H_
