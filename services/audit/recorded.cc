#include "services/audit/recorded.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/audit/mask.h"

namespace homeward::services {

common::v1::RecordedEvent ToRecorded(const eventstore::LogEvent& event, Sight sight) {
  const common::v1::Envelope& envelope = *event.event.envelope;
  common::v1::RecordedEvent recorded;
  recorded.set_position(event.position.value);
  recorded.set_id(envelope.id());
  recorded.set_source(envelope.source());
  recorded.set_type(event.event.type->name);
  recorded.set_stream(event.server.stream());
  recorded.set_revision(event.server.revision());
  *recorded.mutable_subjects() = event.server.subjects();
  recorded.set_unit(envelope.unit());
  recorded.set_province(envelope.province());
  recorded.set_time_us(event.event.time_us());
  recorded.set_recorded_us(event.event.recorded_us());
  recorded.set_appended_us(event.appended_us);
  recorded.set_corrects(envelope.corrects());
  if (sight == Sight::kAuthor) {
    event.event.payload->SerializeToString(recorded.mutable_event());
    return recorded;
  }
  const std::unique_ptr<google::protobuf::Message> payload(event.event.payload->New());
  payload->CopyFrom(*event.event.payload);
  std::vector<std::string> masked;
  MaskForAuditor(*event.event.type, payload.get(), &masked);
  payload->SerializeToString(recorded.mutable_event());
  for (std::string& path : masked) recorded.add_masked(std::move(path));
  return recorded;
}

}  // namespace homeward::services
