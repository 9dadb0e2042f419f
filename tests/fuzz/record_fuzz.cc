// A stored record, by the three readers that there are: of its bytes for events, of its bytes for hashes, by message.
#include <string>

#include "eventstore/record/codec.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/record_view.h"
#include "homeward/record/v1/record.pb.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/silence.h"

namespace homeward::fuzz {
namespace {

using google::protobuf::Message;
using record::v1::Record;

bool Known(const Message& message) { return message.GetReflection()->GetUnknownFields(message).empty(); }

// Whether the record is as records are written: each field once, in order and of its type, and no other.
bool AsWritten(const Record& record, const std::string& bytes) {
  bool known = Known(record) && Known(record.server());
  for (const auto& section : record.sections()) known = known && Known(section);
  for (const auto& commitment : record.server().sections()) known = known && Known(commitment);
  return known && record.SerializeAsString() == bytes;
}

void CheckView(const eventstore::RecordView& view, const Record& record) {
  const record::v1::ServerPart& server = record.server();
  Check(view.client == record.client() && view.position.value == server.position() &&
            view.appended_us == server.appended_us() && view.type == server.type() && view.stream == server.stream() &&
            view.revision.value == server.revision() && static_cast<uint32_t>(view.agency) == server.agency(),
        "two server parts");
  Check(view.sections.size() == static_cast<size_t>(record.sections_size()) &&
            view.subjects.size() == static_cast<size_t>(server.subjects_size()),
        "two counts");
  for (size_t i = 0; i < view.sections.size(); ++i) {
    const auto& section = record.sections(static_cast<int>(i));
    Check(view.sections[i].field == section.field() && view.sections[i].body == section.body(), "two sections");
  }
  for (size_t i = 0; i < view.subjects.size(); ++i) {
    Check(view.subjects[i] == server.subjects(static_cast<int>(i)), "two subjects");
  }
}

void CheckEvents(const eventstore::RecordView& view, const Record& record) {
  const auto seen = eventstore::EventOf(view);
  const eventstore::LogEvent parsed(record);
  const absl::Status status = parsed.Parse();
  Check(seen.ok() == status.ok(), "an event that only one of the two readers takes");
  if (!seen.ok()) return;
  Check((*seen)->event().message->SerializeAsString() == parsed.event().message->SerializeAsString(), "two events");
}

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  fuzz::SilenceProtobuf();
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  eventstore::RecordView view;
  const bool seen = eventstore::ViewRecord(bytes, &view);
  eventstore::RecordParts parts;
  const bool split = eventstore::SplitRecord(bytes, &parts);
  fuzz::Check(seen || !split, "the strict reader takes what the other does not");
  const eventstore::Position position(seen ? view.position.value : 1);
  const auto record = eventstore::ParseRecord(position, bytes);
  if (!record.ok()) return 0;
  if (!fuzz::AsWritten(*record, bytes)) return 0;
  fuzz::Check(seen, "a record that the reader of bytes does not take");
  fuzz::CheckView(view, *record);
  fuzz::CheckEvents(view, *record);
  if (split) fuzz::Check(eventstore::EntryOf(parts).Leaf() == eventstore::LeafOf(*record), "two leaves");
  return 0;
}
