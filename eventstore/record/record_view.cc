#include "eventstore/record_view.h"

#include <memory>
#include <utility>

#include "eventstore/record/codec.h"
#include "proto/contract/wire.h"

namespace homeward::eventstore {
namespace {

using contract::WireField;
using contract::WireWalk;
using record::v1::Record;
using record::v1::ServerPart;

RecordView::Section ViewSection(std::string_view bytes) {
  RecordView::Section section;
  WireWalk walk(bytes);
  for (WireField field; walk.Next(&field);) {
    if (field.number == record::v1::Section::kFieldFieldNumber) section.field = static_cast<uint32_t>(field.varint);
    if (field.number == record::v1::Section::kBodyFieldNumber) section.body = field.body;
  }
  return section;
}

bool ViewServer(std::string_view bytes, RecordView* view) {
  WireWalk walk(bytes);
  for (WireField field; walk.Next(&field);) {
    switch (field.number) {
      case ServerPart::kPositionFieldNumber: view->position = Position(field.varint); break;
      case ServerPart::kAppendedUsFieldNumber: view->appended_us = static_cast<Micros>(field.varint); break;
      case ServerPart::kTypeFieldNumber: view->type = static_cast<uint32_t>(field.varint); break;
      case ServerPart::kStreamFieldNumber: view->stream = field.body; break;
      case ServerPart::kRevisionFieldNumber: view->revision = Revision(field.varint); break;
      case ServerPart::kSubjectsFieldNumber: view->subjects.push_back(field.body); break;
      default: break;
    }
  }
  return walk.ok();
}

}  // namespace

bool ViewRecord(std::string_view bytes, RecordView* view) {
  view->bytes = bytes;
  view->client = {};
  view->sections.clear();
  view->subjects.clear();
  bool server = false;
  WireWalk walk(bytes);
  for (WireField field; walk.Next(&field);) {
    if (field.number == Record::kClientFieldNumber) view->client = field.body;
    if (field.number == Record::kSectionsFieldNumber) view->sections.push_back(ViewSection(field.body));
    if (field.number == Record::kServerFieldNumber) server = ViewServer(field.body, view);
  }
  return walk.ok() && server;
}

absl::StatusOr<LogEventPtr> EventOf(const RecordView& view) {
  absl::StatusOr<Record> record = ParseRecord(view.position, view.bytes);
  if (!record.ok()) return record.status();
  auto event = std::make_shared<const LogEvent>(*std::move(record));
  if (absl::Status parsed = event->Parse(); !parsed.ok()) return parsed;
  return event;
}

}  // namespace homeward::eventstore
