#include "eventstore/record/prepared.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/digest.h"
#include "eventstore/record/fields.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record/uuid.h"
#include "eventstore/signing/batch_signature.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/text.h"
#include "proto/contract/wire.h"

namespace homeward::eventstore {
namespace {

// "kind:id" of the person whose section this is: what the field named by section_of says, the n-th value for the n-th
// section where it repeats.
std::string SectionSubject(const contract::Event& event, uint32_t field, int nth) {
  for (const contract::FieldTable& section : event.type->sections) {
    if (static_cast<uint32_t>(section.field->number()) != field) continue;
    for (const contract::FieldTable& owner : event.type->fields) {
      if (owner.field->name() != section.rule.section_of()) continue;
      std::string id;
      if (!owner.field->is_repeated()) {
        id = contract::FieldText(*event.payload, owner.field->name());
      } else if (nth < event.payload->GetReflection()->FieldSize(*event.payload, owner.field)) {
        id = event.payload->GetReflection()->GetRepeatedString(*event.payload, owner.field, nth);
      }
      if (id.empty()) return "";
      return contract::Cat(std::string(contract::SubjectPrefix(owner.rule.subject())), ":", id);
    }
  }
  return "";
}

using contract::AppendHeader;
using contract::AppendLengthDelimited;
using record::v1::SectionCommitment;
using record::v1::ServerPart;

// One batch on its way into its records' pieces.
class Preparing {
 public:
  explicit Preparing(Prepared* prepared)
      : prepared_(*prepared),
        signature_(prepared->proposal.signature ? &*prepared->proposal.signature : nullptr),
        out_(prepared->record_bytes),
        batch_(static_cast<uint32_t>(prepared->proposal.events.size())) {
    size_t bytes = 0;
    for (const ProposedEvent& event : prepared_.proposal.events) {
      bytes += event.bytes.client.size() + kServerBytes;
      for (const contract::CutSection& section : event.bytes.sections) bytes += section.body.size() + kSectionBytes;
    }
    out_.reserve(bytes);
    prepared_.events.reserve(prepared_.proposal.events.size());
    digests_.reserve(prepared_.proposal.events.size());
  }

  void Add(const ProposedEvent& proposed, const EventId& id) {
    const contract::Event& event = proposed.event;
    PreparedEvent& ready = prepared_.events.emplace_back();
    ready.id = id;
    ready.client_part = ClientPart(proposed.bytes.client);
    prepared_.bytes += proposed.bytes.client.size();

    promises_.clear();
    AppendHeader(ServerPart::kSaltFieldNumber, kSaltBytes, &promises_);
    AppendRandomBytes(kSaltBytes, &promises_);
    const size_t content = out_.size();
    AppendLengthDelimited(record::v1::Record::kClientFieldNumber, proposed.bytes.client, &out_);
    batch_.Event(Commit(proposed, &ready));
    ready.content = PieceFrom(content);

    const size_t who = out_.size();
    AppendText(ServerPart::kPublisherFieldNumber, prepared_.proposal.publisher, &out_);
    AppendNumber(ServerPart::kTypeFieldNumber, event.type->number, &out_);
    ready.who = PieceFrom(who);

    const size_t subjects = out_.size();
    for (const std::string& subject : event.subjects())
      AppendLengthDelimited(ServerPart::kSubjectsFieldNumber, subject, &out_);
    ready.subjects = PieceFrom(subjects);

    const size_t promises = out_.size();
    out_ += promises_;
    AppendHeader(ServerPart::kBatchFieldNumber, sizeof(Hash), &out_);
    digests_.push_back(out_.size());
    out_.append(sizeof(Hash), '\0');  // known once all events are
    AppendNumber(ServerPart::kBatchIndexFieldNumber, prepared_.events.size() - 1, &out_);
    AppendNumber(ServerPart::kBatchCountFieldNumber, prepared_.proposal.events.size(), &out_);
    ready.promises = PieceFrom(promises);

    const size_t from = out_.size();
    AppendNumber(ServerPart::kAgencyFieldNumber, static_cast<uint64_t>(prepared_.proposal.agency), &out_);
    AppendNumber(ServerPart::kLeafVersionFieldNumber, kLeafVersion, &out_);
    if (signature_ != nullptr) {
      AppendHeader(ServerPart::kSignedBatchFieldNumber, sizeof(Hash), &out_);
      out_.append(sizeof(Hash), '\0');  // likewise
    }
    ready.from = PieceFrom(from);
  }

  void Finish() {
    prepared_.batch = batch_.Finish();
    prepared_.batch_record = UnsignedBatchRecord(AsBytes(prepared_.batch), prepared_.proposal.publisher);
    for (const size_t at : digests_) out_.replace(at, sizeof(Hash), AsBytes(prepared_.batch));
    if (signature_ == nullptr) return;
    prepared_.signed_batch = CanonicalBytes(signature_->batch);
    prepared_.batch_record = SignedBatchRecord(prepared_.signed_batch);
    for (const PreparedEvent& ready : prepared_.events) {
      const size_t end = ready.from.at + ready.from.bytes;
      out_.replace(end - sizeof(Hash), sizeof(Hash), AsBytes(prepared_.batch_record));
    }
  }

 private:
  static constexpr size_t kServerBytes = 320;   // of a server part without commitments, as most are
  static constexpr size_t kSectionBytes = 180;  // of a section's subject, salt and commitment

  PreparedEvent::Piece PieceFrom(size_t begin) const {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(out_.size() - begin)};
  }

  // Salts the sections, promises in the header what they are, and hashes them. The event's digest.
  Hash Commit(const ProposedEvent& proposed, PreparedEvent* ready) {
    EventDigest digest(ready->client_part, static_cast<uint32_t>(proposed.bytes.sections.size()));
    Sha256 sealed;
    uint32_t last_field = 0;
    int nth = 0;
    for (const contract::CutSection& section : proposed.bytes.sections) {
      nth = section.field == last_field ? nth + 1 : 0;
      last_field = section.field;
      const std::string subject = SectionSubject(proposed.event, section.field, nth);
      const std::string salt =
          signature_ == nullptr ? RandomBytes(kSaltBytes) : SectionSalt(signature_->salt_seed, sections_++);
      const Hash hash = Commitment(salt, section.body);
      digest.Section(section.field, AsBytes(hash));
      sealed.Frame(salt).Frame(section.body);
      prepared_.bytes += section.body.size();

      piece_.clear();
      AppendNumber(record::v1::Section::kFieldFieldNumber, section.field, &piece_);
      AppendText(record::v1::Section::kSubjectFieldNumber, subject, &piece_);
      AppendText(record::v1::Section::kBodyFieldNumber, section.body, &piece_);
      AppendText(record::v1::Section::kSaltFieldNumber, salt, &piece_);
      AppendLengthDelimited(record::v1::Record::kSectionsFieldNumber, piece_, &out_);
      piece_.clear();
      AppendNumber(SectionCommitment::kFieldFieldNumber, section.field, &piece_);
      AppendText(SectionCommitment::kSubjectFieldNumber, subject, &piece_);
      AppendNumber(SectionCommitment::kLengthFieldNumber, section.body.size(), &piece_);
      AppendText(SectionCommitment::kCommitmentFieldNumber, AsBytes(hash), &piece_);
      AppendLengthDelimited(ServerPart::kSectionsFieldNumber, piece_, &promises_);
    }
    ready->sealed = sealed.Finish();
    return digest.Finish();
  }

  Prepared& prepared_;
  const BatchSignature* const signature_;  // null: nobody signed the batch
  std::string& out_;
  BatchDigest batch_;
  uint32_t sections_ = 0;         // of the batch, so far
  std::vector<size_t> digests_;   // where in out_ the batch's digest belongs
  std::string promises_, piece_;  // used again and again
};

}  // namespace

absl::StatusOr<Prepared> Prepare(Proposal proposal) {
  if (proposal.events.empty()) return absl::InvalidArgumentError("a batch needs at least one event");
  Prepared prepared;
  prepared.proposal = std::move(proposal);
  Preparing preparing(&prepared);
  for (size_t i = 0; i < prepared.proposal.events.size(); ++i) {
    const ProposedEvent& proposed = prepared.proposal.events[i];
    const contract::Event& event = proposed.event;
    if (event.type == nullptr || event.envelope == nullptr || event.payload == nullptr) {
      return absl::InvalidArgumentError(contract::Cat("event ", i, " has no envelope or no known payload"));
    }
    const std::optional<EventId> id = ParseEventId(event.envelope->id());
    if (!id) return absl::InvalidArgumentError(contract::Cat("the id of event ", i, " is not a UUID"));
    preparing.Add(proposed, *id);
  }
  preparing.Finish();
  return prepared;
}

std::vector<std::string_view> SubjectsOf(const Prepared& prepared, size_t event) {
  std::vector<std::string_view> subjects;
  contract::WireWalk walk(prepared.View(prepared.events[event].subjects));
  for (contract::WireField field; walk.Next(&field);) subjects.push_back(field.body);
  return subjects;
}

}  // namespace homeward::eventstore
