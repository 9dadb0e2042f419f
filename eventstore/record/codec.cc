#include "eventstore/record/codec.h"

#include <utility>

#include "eventstore/bytes/sha256.h"
#include "eventstore/record/leaf.h"
#include "proto/contract/text.h"
#include "proto/contract/wire.h"

namespace homeward::eventstore {
namespace {

using contract::CutSection;

// A length-delimited field: the record is written piece by piece, so that the server part is serialised once for both
// the hash and the log.
using contract::AppendLengthDelimited;

Hash HeaderHash(std::string_view client, std::string_view server) {
  return Sha256().Frame(client).Frame(server).Finish();
}

}  // namespace

void EncodeRecord(const ProposedEvent& proposed, const PreparedEvent& ready, const Hash& batch_record,
                  EncodedRecord* out) {
  const record::v1::ServerPart& server = ready.server;
  const std::string server_bytes = server.SerializeAsString();
  out->bytes.clear();
  AppendLengthDelimited(record::v1::Record::kClientFieldNumber, proposed.bytes.client, &out->bytes);
  record::v1::Section section;
  for (size_t i = 0; i < proposed.bytes.sections.size(); ++i) {
    section.Clear();
    section.set_field(proposed.bytes.sections[i].field);
    section.set_subject(server.sections(static_cast<int>(i)).subject());
    section.set_body(proposed.bytes.sections[i].body);
    AppendLengthDelimited(record::v1::Record::kSectionsFieldNumber, section.SerializeAsString(), &out->bytes);
  }
  AppendLengthDelimited(record::v1::Record::kServerFieldNumber, server_bytes, &out->bytes);

  LeafEntry entry;
  entry.appended_us = server.appended_us();
  entry.revision = Revision(server.revision());
  entry.header = HeaderHash(proposed.bytes.client, server_bytes);
  entry.sealed = ready.sealed;
  entry.batch_record = batch_record;
  out->leaf = entry.Leaf();
}

absl::StatusOr<record::v1::Record> ParseRecord(Position position, std::string_view bytes) {
  record::v1::Record record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !record.has_server()) {
    return absl::DataLossError(contract::Cat("the record of position ", position.value, " is unreadable"));
  }
  if (record.server().position() != position.value) {
    return absl::DataLossError(contract::Cat("the record of position ", position.value, " says it is of position ",
                                             record.server().position()));
  }
  return record;
}

Hash LeafOf(const record::v1::Record& record) {
  const record::v1::ServerPart& server = record.server();
  Sha256 sealed;
  for (const record::v1::Section& section : record.sections()) sealed.Frame(section.body());
  LeafEntry entry;
  entry.appended_us = server.appended_us();
  entry.revision = Revision(server.revision());
  entry.header = HeaderHash(record.client(), server.SerializeAsString());
  entry.sealed = sealed.Finish();
  entry.batch_record = Sha256().Raw(server.batch()).Raw(server.publisher()).Finish();
  return entry.Leaf();
}

bool SameBytes(const record::v1::Record& record, const ProposedEvent& proposed) {
  const auto& commitments = record.server().sections();
  if (record.client() != proposed.bytes.client) return false;
  if (static_cast<size_t>(commitments.size()) != proposed.bytes.sections.size()) return false;
  for (int i = 0; i < commitments.size(); ++i) {
    const CutSection& section = proposed.bytes.sections[i];
    if (commitments[i].field() != section.field) return false;
    if (AsBytes(Commitment(commitments[i].salt(), section.body)) != commitments[i].commitment()) return false;
  }
  return true;
}

}  // namespace homeward::eventstore
