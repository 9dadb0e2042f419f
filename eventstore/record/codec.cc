#include "eventstore/record/codec.h"

#include <utility>

#include "eventstore/bytes/sha256.h"
#include "eventstore/record/digest.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record_view.h"
#include "proto/contract/text.h"
#include "proto/contract/wire.h"

namespace homeward::eventstore {
namespace {

using contract::CutSection;

// A length-delimited field: the record is written piece by piece, so that the server part is serialised once for both
// the hash and the log.
using contract::AppendLengthDelimited;

}  // namespace

void EncodeRecord(const Prepared& prepared, size_t index, EncodedRecord* out) {
  const ProposedEvent& proposed = prepared.proposal.events[index];
  const PreparedEvent& ready = prepared.events[index];
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
    section.set_salt(ready.salts[i]);
    AppendLengthDelimited(record::v1::Record::kSectionsFieldNumber, section.SerializeAsString(), &out->bytes);
  }
  AppendLengthDelimited(record::v1::Record::kServerFieldNumber, server_bytes, &out->bytes);
  if (index == 0 && !prepared.signed_batch.empty()) {
    AppendLengthDelimited(record::v1::Record::kSignedBatchFieldNumber, prepared.signed_batch, &out->bytes);
  }

  LeafEntry entry;
  entry.appended_us = server.appended_us();
  entry.revision = Revision(server.revision());
  entry.header = HeaderHash(proposed.bytes.client, server_bytes);
  entry.sealed = ready.sealed;
  entry.batch_record = prepared.batch_record;
  out->leaf = entry.Leaf();
}

absl::StatusOr<record::v1::Record> ParseRecord(Position position, std::string_view bytes) {
  record::v1::Record record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !record.has_server()) {
    return UnreadableRecord(position);
  }
  if (record.server().position() != position.value) {
    return absl::DataLossError(contract::Cat("the record of position ", position.value, " says it is of position ",
                                             record.server().position()));
  }
  if (LeafVersionOf(record.server()) > kLeafVersion) {
    return absl::FailedPreconditionError(contract::Cat("the record of position ", position.value, " has leaf version ",
                                                       record.server().leaf_version(),
                                                       ", which this program does not know"));
  }
  return record;
}

uint32_t LeafVersionOf(const record::v1::ServerPart& server) {
  return server.leaf_version() == 0 ? kFirstLeafVersion : server.leaf_version();
}

Hash LeafOf(const record::v1::Record& record) {
  const record::v1::ServerPart& server = record.server();
  LeafEntry entry;
  entry.version = static_cast<uint8_t>(LeafVersionOf(server));
  Sha256 sealed;
  for (const record::v1::Section& section : record.sections()) {
    if (entry.version != kFirstLeafVersion) sealed.Frame(section.salt());
    sealed.Frame(section.body());
  }
  entry.appended_us = server.appended_us();
  entry.revision = Revision(server.revision());
  entry.header = HeaderHash(record.client(), server.SerializeAsString());
  entry.sealed = sealed.Finish();
  if (server.signed_batch().empty()) {
    entry.batch_record = UnsignedBatchRecord(server.batch(), server.publisher());
  } else if (server.batch_index() == 0) {
    entry.batch_record = SignedBatchRecord(record.signed_batch());
  } else {
    entry.batch_record = HashFromBytes(server.signed_batch());  // the SignedBatch lies with the batch's first event
  }
  return entry.Leaf();
}

bool SameBytes(const record::v1::Record& record, const ProposedEvent& proposed) {
  const auto& commitments = record.server().sections();
  if (record.client() != proposed.bytes.client) return false;
  if (static_cast<size_t>(commitments.size()) != proposed.bytes.sections.size()) return false;
  const bool salt_in_header = LeafVersionOf(record.server()) == kFirstLeafVersion;
  if (!salt_in_header && record.sections_size() != commitments.size()) return false;
  for (int i = 0; i < commitments.size(); ++i) {
    const CutSection& section = proposed.bytes.sections[i];
    if (commitments[i].field() != section.field) return false;
    const std::string& salt = salt_in_header ? commitments[i].salt() : record.sections(i).salt();
    if (AsBytes(Commitment(salt, section.body)) != commitments[i].commitment()) return false;
  }
  return true;
}

}  // namespace homeward::eventstore
