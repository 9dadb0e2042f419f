#include "eventstore/log_event.h"

#include <utility>

#include "eventstore/record_view.h"

namespace homeward::eventstore {
namespace {

record::v1::ServerPart TakeServer(record::v1::Record* record) { return std::move(*record->mutable_server()); }

record::v1::Record WithoutServer(record::v1::Record record) {
  record.clear_server();
  return record;
}

record::v1::Record OfClient(std::string client) {
  record::v1::Record record;
  record.set_client(std::move(client));
  return record;
}

}  // namespace

LogEvent::LogEvent(record::v1::Record record)
    : position(record.server().position()),
      appended_us(record.server().appended_us()),
      server(TakeServer(&record)),
      stored_(WithoutServer(std::move(record))) {}

LogEvent::LogEvent(record::v1::ServerPart server_part, contract::Event event, std::string client)
    : position(server_part.position()),
      appended_us(server_part.appended_us()),
      server(std::move(server_part)),
      stored_(OfClient(std::move(client))),
      event_(std::move(event)) {}

absl::Status LogEvent::Parse() const {
  std::call_once(once_, [this] {
    if (event_.type == nullptr) parsed_ = ParseStored();
  });
  return parsed_;
}

absl::Status LogEvent::ParseStored() const {
  RecordView view;
  view.position = position;
  view.type = server.type();
  view.agency = static_cast<contract::Agency>(server.agency());
  view.client = stored_.client();
  for (const record::v1::Section& section : stored_.sections())
    view.sections.push_back({section.field(), section.body()});
  absl::StatusOr<contract::Event> event = ParseEvent(view);
  if (!event.ok()) return event.status();
  event_ = *std::move(event);
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
