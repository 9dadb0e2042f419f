// A committed, synced event as readers get it.
#ifndef HOMEWARD_EVENTSTORE_LOG_EVENT_H_
#define HOMEWARD_EVENTSTORE_LOG_EVENT_H_

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/event.h"

namespace homeward::eventstore {

// Immutable to its readers; shared between them; any thread may read it.
//
// An event that comes from disk is parsed when somebody first asks: whoever only counts, skips or passes it on by its
// server part pays for no more than that.
class LogEvent {
 public:
  // As stored; `record` has its server part.
  explicit LogEvent(record::v1::Record record);
  // As proposed, hence parsed already, with its client part as stored.
  LogEvent(record::v1::ServerPart server, contract::Event event, std::string client);

  Position position;
  Micros appended_us = 0;
  record::v1::ServerPart server;  // type, stream, revision, subjects, publisher, batch

  // Of a stored event that is the first of a signed batch: the SignedBatch's bytes; else empty.
  const std::string& signed_batch() const { return stored_.signed_batch(); }

  // The event's bytes without its person sections.
  const std::string& client() const { return stored_.client(); }

  // FAILED_PRECONDITION: a type that this program does not know; DATA_LOSS: unreadable.
  absl::Status Parse() const;

  // Sections joined in; type and payload are never null. Only where Parse() has said OK: what a Store has read has
  // been parsed, what a Subscription gives has not.
  const contract::Event& event() const { return event_; }

 private:
  absl::Status ParseStored() const;

  const record::v1::Record stored_;  // without its server part; of a proposed event the client part alone
  mutable std::once_flag once_;
  mutable absl::Status parsed_;
  mutable contract::Event event_;
};

using LogEventPtr = std::shared_ptr<const LogEvent>;

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_EVENT_H_
