// Bundles of an export and the records in them: the readers of bytes against the messages.
#include <string>
#include <vector>

#include "eventstore/archive/bundle.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/codec.h"
#include "eventstore/record/record_parts.h"
#include "homeward/record/v1/record.pb.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/silence.h"

namespace homeward::fuzz {
namespace {

using record::v1::ExportedRecord;
using record::v1::Record;

bool Unknown(const google::protobuf::Message& message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

// Whether the program must take these bytes for a record. Where messages have room that records never use, either will
// do.
enum class Wanted { kYes, kNo, kEither };

Wanted NaiveRecord(const std::string& bytes, Record* record) {
  if (!record->ParseFromString(bytes) || !record->has_server() || record->client().empty()) return Wanted::kNo;
  bool strange = Unknown(record->server());
  for (const auto& section : record->sections()) {
    if (Unknown(section)) return Wanted::kNo;
    strange |= section.cipher() != 0;
  }
  for (const auto& commitment : record->server().sections()) strange |= Unknown(commitment);
  if (Unknown(*record)) return Wanted::kNo;
  if (strange) return Wanted::kEither;
  return record->SerializeAsString() == bytes ? Wanted::kYes : Wanted::kEither;
}

void CheckRecord(const std::string& bytes) {
  Record record;
  const Wanted wanted = NaiveRecord(bytes, &record);
  eventstore::RecordParts parts;
  const bool taken = eventstore::SplitRecord(bytes, &parts);
  Check(taken ? wanted != Wanted::kNo : wanted != Wanted::kYes, "a record that only one of the two readers takes");
  if (!taken) return;
  Check(parts.client == record.client() && parts.signed_batch == record.signed_batch(), "two clients");
  Check(parts.position == record.server().position() && parts.stream == record.server().stream() &&
            parts.revision == record.server().revision() && parts.batch_count == record.server().batch_count(),
        "two server parts");
  Check(parts.sections.size() == static_cast<size_t>(record.sections_size()), "two counts of sections");
  for (size_t i = 0; i < parts.sections.size(); ++i) {
    const auto& section = record.sections(static_cast<int>(i));
    Check(parts.sections[i].body == section.body() && parts.sections[i].salt == section.salt() &&
              parts.sections[i].field == section.field(),
          "two sections");
  }
  if (record.server().SerializeAsString() == parts.server && eventstore::LeafVersionOf(record.server()) < 256) {
    Check(eventstore::EntryOf(parts).Leaf() == eventstore::LeafOf(record), "two leaves");
  }
}

void CheckExported(const std::string& bytes) {
  ExportedRecord message;
  const bool parsed = message.ParseFromString(bytes);
  const bool wanted =
      parsed && message.SerializeAsString() == bytes && !Unknown(message) &&
      (message.has_withheld() ? !Unknown(message.withheld()) : !message.record().empty()) &&
      (message.event_digest().empty() || (message.has_withheld() && message.event_digest().size() == 32));
  eventstore::ExportedView view;
  const bool taken = eventstore::ViewExported(bytes, &view);
  Check(taken == wanted, "an exported record that only one of the two readers takes");
  if (!taken) return;
  Check(view.record == message.record() && view.event_digest == message.event_digest(), "two exported records");
  if (!view.withheld) CheckRecord(std::string(view.record));
}

template <typename Split>
std::vector<std::string> CheckBundle(const std::string& bytes, size_t prefix, Split split) {
  std::vector<std::string> naive;
  size_t at = 0;
  while (at + prefix <= bytes.size()) {
    uint64_t size = 0;
    for (size_t i = 0; i < prefix; ++i) size = size * 256 + static_cast<uint8_t>(bytes[at + i]);
    if (at + prefix + size > bytes.size()) break;
    naive.push_back(bytes.substr(at + prefix, size));
    at += prefix + size;
  }
  std::vector<std::string_view> parts;
  Check(split(bytes, &parts) == (at == bytes.size()), "a bundle that only one of the two readers finds whole");
  Check(std::vector<std::string>(parts.begin(), parts.end()) == naive, "two bundles");
  return naive;
}

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  fuzz::SilenceProtobuf();
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string& entry : fuzz::CheckBundle(bytes, 2, eventstore::SplitEntries)) {
    eventstore::LeafEntry parsed;
    if (eventstore::LeafEntry::Parse(entry, &parsed)) fuzz::Check(parsed.Bytes() == entry, "two entries");
  }
  for (const std::string& exported : fuzz::CheckBundle(bytes, 4, eventstore::SplitExported)) {
    fuzz::CheckExported(exported);
  }
  fuzz::CheckExported(bytes);
  fuzz::CheckRecord(bytes);
  return 0;
}
