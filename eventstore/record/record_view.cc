#include "eventstore/record_view.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/record/codec.h"
#include "proto/contract/cut.h"
#include "proto/contract/text.h"
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
      case ServerPart::kPositionFieldNumber:
        view->position = Position(field.varint);
        break;
      case ServerPart::kAppendedUsFieldNumber:
        view->appended_us = static_cast<Micros>(field.varint);
        break;
      case ServerPart::kTypeFieldNumber:
        view->type = static_cast<uint32_t>(field.varint);
        break;
      case ServerPart::kAgencyFieldNumber:
        view->agency = static_cast<contract::Agency>(field.varint);
        break;
      case ServerPart::kStreamFieldNumber:
        view->stream = field.body;
        break;
      case ServerPart::kRevisionFieldNumber:
        view->revision = Revision(field.varint);
        break;
      case ServerPart::kSubjectsFieldNumber:
        view->subjects.push_back(field.body);
        break;
      default:
        break;
    }
  }
  return walk.ok();
}

}  // namespace

absl::Status UnreadableRecord(Position position) {
  return absl::DataLossError(contract::Cat("the record of position ", position.value, " is unreadable"));
}

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

absl::StatusOr<contract::Event> ParseEvent(const RecordView& view, google::protobuf::Arena* arena) {
  const contract::EventType* type = contract::Contract::Get().FindEvent(view.type);
  if (type == nullptr) {
    return absl::FailedPreconditionError(contract::Cat("position ", view.position.value, " holds an event of type ",
                                                       view.type, ", which this program does not know"));
  }
  std::string joined;
  if (!view.sections.empty()) {
    std::vector<contract::CutSection> sections;
    for (const RecordView::Section& section : view.sections)
      sections.push_back({section.field, std::string(section.body)});
    absl::StatusOr<std::string> bytes = contract::Join(view.client, sections, *type);
    if (!bytes.ok()) return bytes.status();
    joined = *std::move(bytes);
  }
  absl::StatusOr<contract::Event> event =
      contract::ParseEvent(view.agency, joined.empty() ? view.client : joined, arena);
  if (!event.ok() || event->type == nullptr || event->envelope == nullptr)
    return absl::DataLossError(contract::Cat("the event of position ", view.position.value, " is unreadable"));
  return event;
}

absl::StatusOr<LogEventPtr> EventOf(const RecordView& view) {
  absl::StatusOr<Record> record = ParseRecord(view.position, view.bytes);
  if (!record.ok()) return record.status();
  auto event = std::make_shared<const LogEvent>(*std::move(record));
  if (absl::Status parsed = event->Parse(); !parsed.ok()) return parsed;
  return event;
}

}  // namespace homeward::eventstore
