#include "eventstore/record/record_parts.h"

#include <initializer_list>

#include "eventstore/bytes/sha256.h"
#include "eventstore/bytes/utf8.h"
#include "eventstore/record/digest.h"
#include "homeward/common/v1/envelope.pb.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/envelope.h"
#include "proto/contract/wire.h"

namespace homeward::eventstore {
namespace {

using contract::WireField;
using contract::WireWalk;
using record::v1::Record;
using record::v1::SectionCommitment;
using record::v1::ServerPart;

constexpr uint32_t Bits(std::initializer_list<int> numbers) {
  uint32_t bits = 0;
  for (const int number : numbers) bits |= 1u << number;
  return bits;
}

// Which fields of a message are numbers, which are bytes, which of these are text, and which repeat.
struct Fields {
  uint32_t numbers = 0, bytes = 0, text = 0, repeated = 0;
  bool others = false;  // fields that this program does not know may follow

  bool Fit(const WireField& field) const {
    const uint32_t bit = field.number < 32 ? 1u << field.number : 0;
    if ((numbers & bit) != 0) return field.wire_type == 0;
    if ((text & bit) != 0 && !IsUtf8(field.body)) return false;
    if ((bytes & bit) != 0) return field.wire_type == contract::kLengthDelimited;
    return others;
  }
  bool Repeats(uint32_t number) const { return number < 32 && (repeated & 1u << number) != 0; }
};

constexpr Fields kRecordFields{0, Bits({1, 2, 3, 4}), 0, Bits({2}), false};
constexpr Fields kSectionFields{Bits({1, 3, 4}), Bits({2, 5, 6}), Bits({2}), 0, false};
constexpr Fields kCommitmentFields{Bits({1, 3, 4}), Bits({2, 5, 6}), Bits({2}), 0, true};
constexpr Fields kServerFields{Bits({1, 2, 4, 6, 11, 12, 13, 14, 15}), Bits({3, 5, 7, 8, 9, 10, 16}), Bits({3, 5, 7}),
                               Bits({7, 9}), true};

// A walk over bytes that a serializer wrote: fields ascending, each once unless it repeats, in the shortest form.
class StrictWalk {
 public:
  StrictWalk(std::string_view bytes, const Fields& fields) : walk_(bytes), fields_(fields) {}

  bool Next(WireField* field) {
    if (!good_ || !walk_.Next(field)) return false;
    good_ = (field->number > last_ || (field->number == last_ && fields_.Repeats(last_))) && fields_.Fit(*field) &&
            contract::InShortestForm(*field);
    last_ = field->number;
    return good_;
  }
  bool ok() const { return good_ && walk_.ok(); }

 private:
  WireWalk walk_;
  const Fields& fields_;
  uint32_t last_ = 0;
  bool good_ = true;
};

bool SplitSection(std::string_view bytes, RecordParts::Section* section) {
  StrictWalk walk(bytes, kSectionFields);
  for (WireField field; walk.Next(&field);) {
    if (field.varint > UINT32_MAX || (field.wire_type != 0 && field.body.empty())) return false;
    const auto number = static_cast<uint32_t>(field.varint);
    switch (field.number) {
      case record::v1::Section::kFieldFieldNumber:
        section->field = number;
        break;
      case record::v1::Section::kSubjectFieldNumber:
        section->subject = field.body;
        break;
      case record::v1::Section::kCipherFieldNumber:
        section->cipher = number;
        break;
      case record::v1::Section::kKeyVersionFieldNumber:
        section->key_version = number;
        break;
      case record::v1::Section::kBodyFieldNumber:
        section->body = field.body;
        break;
      default:
        section->salt = field.body;
        break;
    }
  }
  return walk.ok();
}

bool SplitCommitment(std::string_view bytes, RecordParts::Commitment* commitment) {
  StrictWalk walk(bytes, kCommitmentFields);
  for (WireField field; walk.Next(&field);) {
    const auto number = static_cast<uint32_t>(field.varint);
    switch (field.number) {
      case SectionCommitment::kFieldFieldNumber:
        commitment->field = number;
        break;
      case SectionCommitment::kSubjectFieldNumber:
        commitment->subject = field.body;
        break;
      case SectionCommitment::kKeyVersionFieldNumber:
        commitment->key_version = number;
        break;
      case SectionCommitment::kLengthFieldNumber:
        commitment->length = number;
        break;
      case SectionCommitment::kSaltFieldNumber:
        commitment->salt = field.body;
        break;
      case SectionCommitment::kCommitmentFieldNumber:
        commitment->commitment = field.body;
        break;
      default:
        break;  // hashed, as all of the server part
    }
  }
  return walk.ok();
}

bool SplitServer(std::string_view bytes, RecordParts* parts) {
  StrictWalk walk(bytes, kServerFields);
  for (WireField field; walk.Next(&field);) {
    const auto number = static_cast<uint32_t>(field.varint);
    switch (field.number) {
      case ServerPart::kPositionFieldNumber:
        parts->position = field.varint;
        break;
      case ServerPart::kAppendedUsFieldNumber:
        parts->appended_us = static_cast<Micros>(field.varint);
        break;
      case ServerPart::kPublisherFieldNumber:
        parts->publisher = field.body;
        break;
      case ServerPart::kTypeFieldNumber:
        parts->type = number;
        break;
      case ServerPart::kStreamFieldNumber:
        parts->stream = field.body;
        break;
      case ServerPart::kRevisionFieldNumber:
        parts->revision = field.varint;
        break;
      case ServerPart::kSectionsFieldNumber:
        if (!SplitCommitment(field.body, &parts->commitments.emplace_back())) return false;
        break;
      case ServerPart::kBatchFieldNumber:
        parts->batch = field.body;
        break;
      case ServerPart::kBatchIndexFieldNumber:
        parts->batch_index = number;
        break;
      case ServerPart::kBatchCountFieldNumber:
        parts->batch_count = number;
        break;
      case ServerPart::kAgencyFieldNumber:
        parts->agency = number;
        break;
      case ServerPart::kLeafVersionFieldNumber:
        parts->leaf_version = number;
        break;
      case ServerPart::kSignedBatchFieldNumber:
        parts->signed_batch_hash = field.body;
        break;
      default:
        break;
    }
  }
  return walk.ok();
}

Hash SealedHash(const RecordParts& parts) {
  Sha256 sealed;
  for (const RecordParts::Section& section : parts.sections) {
    if (parts.leaf_version != kFirstLeafVersion) sealed.Frame(section.salt);
    sealed.Frame(section.body);
  }
  return sealed.Finish();
}

}  // namespace

bool SplitRecord(std::string_view bytes, RecordParts* parts) {
  parts->sections.clear();
  parts->commitments.clear();
  parts->client = parts->server = parts->signed_batch = parts->publisher = parts->stream = {};
  parts->batch = parts->signed_batch_hash = {};
  parts->position = parts->revision = 0;
  parts->appended_us = 0;
  parts->type = parts->batch_index = parts->batch_count = parts->agency = 0;
  parts->leaf_version = kFirstLeafVersion;
  bool server = false;
  StrictWalk walk(bytes, kRecordFields);
  for (WireField field; walk.Next(&field);) {
    switch (field.number) {
      case Record::kClientFieldNumber:
        parts->client = field.body;
        break;
      case Record::kSectionsFieldNumber:
        if (!SplitSection(field.body, &parts->sections.emplace_back())) return false;
        break;
      case Record::kServerFieldNumber:
        parts->server = field.body;
        server = SplitServer(field.body, parts);
        break;
      default:
        parts->signed_batch = field.body;
        break;
    }
  }
  return walk.ok() && server && !parts->client.empty();
}

LeafEntry EntryOf(const RecordParts& parts) {
  LeafEntry entry = EntryButBatchRecord(parts, ClientPart(parts.client));
  entry.batch_record = BatchRecordOf(parts);
  return entry;
}

Hash BatchRecordOf(const RecordParts& parts) {
  if (parts.signed_batch_hash.empty()) return UnsignedBatchRecord(parts.batch, parts.publisher);
  return parts.batch_index == 0 ? SignedBatchRecord(parts.signed_batch) : HashFromBytes(parts.signed_batch_hash);
}

LeafEntry EntryButBatchRecord(const RecordParts& parts, const Sha256& client_part) {
  LeafEntry entry;
  entry.version = static_cast<uint8_t>(parts.leaf_version);
  entry.appended_us = parts.appended_us;
  entry.revision = Revision(parts.revision);
  entry.header = HeaderHash(client_part, parts.server);
  static const Hash kNothing = Sha256().Finish();
  entry.sealed = parts.sections.empty() ? kNothing : SealedHash(parts);
  return entry;
}

Hash EventDigestOf(const RecordParts& parts) { return EventDigestOf(parts, ClientPart(parts.client)); }

Hash EventDigestOf(const RecordParts& parts, const Sha256& client_part) {
  EventDigest digest(client_part, static_cast<uint32_t>(parts.commitments.size()));
  for (const RecordParts::Commitment& c : parts.commitments) digest.Section(c.field, c.commitment);
  return digest.Finish();
}

bool SplitEnvelope(const RecordParts& parts, EnvelopeParts* envelope) {
  *envelope = {};
  WireWalk event(parts.client);
  for (WireField field; event.Next(&field);) {
    if (field.number != contract::kEnvelopeField) continue;
    WireWalk walk(field.body);
    for (WireField inner; walk.Next(&inner);) {
      if (inner.number == common::v1::Envelope::kIdFieldNumber) envelope->id = inner.body;
      if (inner.number == common::v1::Envelope::kUnitFieldNumber) envelope->unit = inner.body;
    }
    if (!walk.ok()) return false;
  }
  return event.ok();
}

}  // namespace homeward::eventstore
