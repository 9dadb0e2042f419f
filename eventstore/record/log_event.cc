#include "eventstore/log_event.h"

#include <string>
#include <vector>

#include "proto/contract/cut.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

record::v1::ServerPart TakeServer(record::v1::Record* record) { return std::move(*record->mutable_server()); }

record::v1::Record WithoutServer(record::v1::Record record) {
  record.clear_server();
  return record;
}

}  // namespace

LogEvent::LogEvent(record::v1::Record record)
    : position(record.server().position()),
      appended_us(record.server().appended_us()),
      server(TakeServer(&record)),
      stored_(WithoutServer(std::move(record))) {}

LogEvent::LogEvent(record::v1::ServerPart server_part, contract::Event event)
    : position(server_part.position()),
      appended_us(server_part.appended_us()),
      server(std::move(server_part)),
      event_(std::move(event)) {}

absl::Status LogEvent::Parse() const {
  std::call_once(once_, [this] {
    if (event_.type == nullptr) parsed_ = ParseStored();
  });
  return parsed_;
}

absl::Status LogEvent::ParseStored() const {
  const contract::EventType* type = contract::Contract::Get().FindEvent(server.type());
  if (type == nullptr) {
    return absl::FailedPreconditionError(contract::Cat("position ", position.value, " holds an event of type ",
                                                       server.type(), ", which this program does not know"));
  }
  std::string joined;
  if (stored_.sections_size() > 0) {
    std::vector<contract::CutSection> sections;
    for (const record::v1::Section& section : stored_.sections()) sections.push_back({section.field(), section.body()});
    absl::StatusOr<std::string> bytes = contract::Join(stored_.client(), sections, *type);
    if (!bytes.ok()) return bytes.status();
    joined = *std::move(bytes);
  }
  absl::StatusOr<contract::Event> event = contract::ParseEvent(static_cast<contract::Agency>(server.agency()),
                                                               joined.empty() ? stored_.client() : joined);
  if (!event.ok() || event->type == nullptr || event->envelope == nullptr) {
    return absl::DataLossError(contract::Cat("the event of position ", position.value, " is unreadable"));
  }
  event_ = *std::move(event);
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
