#include "eventstore/record/prepared.h"

#include <optional>
#include <utility>

#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/digest.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record/uuid.h"
#include "eventstore/signing/batch_signature.h"
#include "proto/contract/text.h"

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

// Salts the sections, says in the header what they commit to, and hashes them. The event's digest.
// `section_index`: of the event's first section in the batch, moved on.
Hash Commit(const ProposedEvent& proposed, const BatchSignature* signature, uint32_t* section_index,
            PreparedEvent* ready) {
  EventDigest digest(proposed.bytes.client, static_cast<uint32_t>(proposed.bytes.sections.size()));
  Sha256 sealed;
  uint32_t last_field = 0;
  int nth = 0;
  for (const contract::CutSection& section : proposed.bytes.sections) {
    nth = section.field == last_field ? nth + 1 : 0;
    last_field = section.field;
    record::v1::SectionCommitment* commitment = ready->server.add_sections();
    commitment->set_field(section.field);
    commitment->set_subject(SectionSubject(proposed.event, section.field, nth));
    commitment->set_length(static_cast<uint32_t>(section.body.size()));
    const std::string& salt = ready->salts.emplace_back(
        signature == nullptr ? RandomBytes(kSaltBytes) : SectionSalt(signature->salt_seed, (*section_index)++));
    const Hash hash = Commitment(salt, section.body);
    commitment->set_commitment(hash.data(), hash.size());
    digest.Section(section.field, AsBytes(hash));
    sealed.Frame(salt).Frame(section.body);
  }
  ready->sealed = sealed.Finish();
  return digest.Finish();
}

}  // namespace

absl::StatusOr<Prepared> Prepare(Proposal proposal) {
  if (proposal.events.empty()) return absl::InvalidArgumentError("a batch needs at least one event");
  Prepared prepared;
  const BatchSignature* signature = proposal.signature ? &*proposal.signature : nullptr;
  uint32_t section_index = 0;
  BatchDigest batch(static_cast<uint32_t>(proposal.events.size()));
  prepared.events.reserve(proposal.events.size());
  for (size_t i = 0; i < proposal.events.size(); ++i) {
    const ProposedEvent& proposed = proposal.events[i];
    const contract::Event& event = proposed.event;
    if (event.type == nullptr || event.envelope == nullptr || event.payload == nullptr) {
      return absl::InvalidArgumentError(contract::Cat("event ", i, " has no envelope or no known payload"));
    }
    const std::optional<EventId> id = ParseEventId(event.envelope->id());
    if (!id) return absl::InvalidArgumentError(contract::Cat("the id of event ", i, " is not a UUID"));

    PreparedEvent& ready = prepared.events.emplace_back();
    ready.id = *id;
    prepared.bytes += proposed.bytes.client.size();
    for (const contract::CutSection& section : proposed.bytes.sections) prepared.bytes += section.body.size();

    record::v1::ServerPart& server = ready.server;
    server.set_publisher(proposal.publisher);
    server.set_agency(static_cast<uint32_t>(proposal.agency));
    server.set_type(event.type->number);
    for (std::string& subject : event.subjects()) server.add_subjects(std::move(subject));
    server.set_salt(RandomBytes(kSaltBytes));
    batch.Event(Commit(proposed, signature, &section_index, &ready));
    server.set_batch_index(static_cast<uint32_t>(i));
    server.set_batch_count(static_cast<uint32_t>(proposal.events.size()));
    server.set_leaf_version(kLeafVersion);
  }
  prepared.batch = batch.Finish();
  prepared.batch_record = UnsignedBatchRecord(AsBytes(prepared.batch), proposal.publisher);
  if (signature != nullptr) {
    prepared.signed_batch = CanonicalBytes(signature->batch);
    prepared.batch_record = SignedBatchRecord(prepared.signed_batch);
  }
  for (PreparedEvent& ready : prepared.events) {
    ready.server.set_batch(prepared.batch.data(), prepared.batch.size());
    if (signature == nullptr) continue;
    ready.server.set_signed_batch(prepared.batch_record.data(), prepared.batch_record.size());
  }
  prepared.proposal = std::move(proposal);
  return prepared;
}

}  // namespace homeward::eventstore
