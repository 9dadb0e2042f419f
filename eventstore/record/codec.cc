#include "eventstore/record/codec.h"

#include <utility>

#include "eventstore/bytes/sha256.h"
#include "eventstore/record/digest.h"
#include "eventstore/record/fields.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record_view.h"
#include "proto/contract/text.h"
#include "proto/contract/wire.h"

namespace homeward::eventstore {
namespace {

using contract::CutSection;
using record::v1::ServerPart;

// What AppendNumber appends.
size_t NumberBytes(uint32_t field, uint64_t value) {
  return value == 0 ? 0 : contract::VarintBytes(uint64_t{field} << 3) + contract::VarintBytes(value);
}

size_t TextBytes(uint32_t field, std::string_view text) {
  return contract::HeaderBytes(field, text.size()) + text.size();
}

}  // namespace

// The server part's fields ascend, so that it is what a serializer writes: pieces that were ready before the order was
// known, and in between what the order says.
Hash AppendRecord(const Prepared& prepared, size_t index, const RecordPlace& place, std::string* out) {
  const PreparedEvent& ready = prepared.events[index];
  const auto appended_us = static_cast<uint64_t>(place.appended_us);
  size_t bytes = NumberBytes(ServerPart::kPositionFieldNumber, place.position.value) +
                 NumberBytes(ServerPart::kAppendedUsFieldNumber, appended_us) + ready.who.bytes +
                 TextBytes(ServerPart::kStreamFieldNumber, place.stream) +
                 NumberBytes(ServerPart::kRevisionFieldNumber, place.revision.value) + ready.subjects.bytes +
                 ready.promises.bytes + NumberBytes(ServerPart::kOrderTokenFieldNumber, place.order_token) +
                 ready.from.bytes;
  for (const std::string& subject : place.subjects) bytes += TextBytes(ServerPart::kSubjectsFieldNumber, subject);

  out->append(prepared.View(ready.content));
  contract::AppendHeader(record::v1::Record::kServerFieldNumber, bytes, out);
  const size_t server = out->size();
  AppendNumber(ServerPart::kPositionFieldNumber, place.position.value, out);
  AppendNumber(ServerPart::kAppendedUsFieldNumber, appended_us, out);
  out->append(prepared.View(ready.who));
  contract::AppendLengthDelimited(ServerPart::kStreamFieldNumber, place.stream, out);
  AppendNumber(ServerPart::kRevisionFieldNumber, place.revision.value, out);
  out->append(prepared.View(ready.subjects));
  for (const std::string& subject : place.subjects)
    contract::AppendLengthDelimited(ServerPart::kSubjectsFieldNumber, subject, out);
  out->append(prepared.View(ready.promises));
  AppendNumber(ServerPart::kOrderTokenFieldNumber, place.order_token, out);
  out->append(prepared.View(ready.from));

  LeafEntry entry;
  entry.appended_us = place.appended_us;
  entry.revision = place.revision;
  entry.header = HeaderHash(ready.client_part, std::string_view(*out).substr(server));
  entry.sealed = ready.sealed;
  entry.batch_record = prepared.batch_record;
  if (index == 0 && !prepared.signed_batch.empty()) {
    contract::AppendLengthDelimited(record::v1::Record::kSignedBatchFieldNumber, prepared.signed_batch, out);
  }
  return entry.Leaf();
}

EncodedRecord EncodeRecord(const Prepared& prepared, size_t index, const RecordPlace& place) {
  EncodedRecord record;
  record.leaf = AppendRecord(prepared, index, place, &record.bytes);
  return record;
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
