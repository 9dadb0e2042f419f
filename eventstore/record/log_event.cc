#include "eventstore/log_event.h"

#include <utility>

#include "eventstore/record_view.h"

namespace homeward::eventstore {
namespace {

// Of a message, as long as that stays in its place.
RecordView ViewOf(const record::v1::Record& record) {
  const record::v1::ServerPart& server = record.server();
  RecordView view;
  view.client = record.client();
  for (const record::v1::Section& section : record.sections())
    view.sections.push_back({section.field(), section.body()});
  view.position = Position(server.position());
  view.appended_us = server.appended_us();
  view.type = server.type();
  view.agency = static_cast<contract::Agency>(server.agency());
  view.stream = server.stream();
  view.revision = Revision(server.revision());
  view.subjects.assign(server.subjects().begin(), server.subjects().end());
  return view;
}

}  // namespace

LogEvent::LogEvent(record::v1::Record record)
    : position(record.server().position()), appended_us(record.server().appended_us()), stored_(std::move(record)) {
  view_ = ViewOf(stored_);
}

LogEvent::LogEvent(RecordView view, contract::Event event)
    : position(view.position), appended_us(view.appended_us), view_(std::move(view)), event_(std::move(event)) {}

const record::v1::Record& LogEvent::stored() const {
  std::call_once(stored_once_, [this] {
    // We wrote these bytes ourselves: they parse.
    if (!view_.bytes.empty()) stored_.ParseFromArray(view_.bytes.data(), static_cast<int>(view_.bytes.size()));
  });
  return stored_;
}

const record::v1::ServerPart& LogEvent::server() const { return stored().server(); }
const std::string& LogEvent::signed_batch() const { return stored().signed_batch(); }

absl::Status LogEvent::Parse() const {
  std::call_once(parsed_once_, [this] {
    if (event_.type != nullptr) return;
    absl::StatusOr<contract::Event> event = ParseEvent(view_);
    parsed_ = event.status();
    if (event.ok()) event_ = *std::move(event);
  });
  return parsed_;
}

}  // namespace homeward::eventstore
