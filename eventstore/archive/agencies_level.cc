#include "eventstore/archive/agencies_level.h"

#include <utility>

#include "eventstore/bytes/sha256.h"
#include "eventstore/note/ed25519.h"
#include "eventstore/record_view.h"
#include "eventstore/signing/batch_signature.h"
#include "homeward/programme/v1/signing.pb.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {

void AgenciesLevel::Record(uint64_t position, const RecordParts& parts, const EnvelopeParts& envelope) {
  if (stopped_ != 0) return;
  if (parts.batch_index == 0) {
    signing_unit_.clear();
    if (!parts.signed_batch_hash.empty()) {
      findings_.Checked();
      if (std::string fault = CheckBatch(position, parts); !fault.empty()) findings_.Fail(position, std::move(fault));
    }
  }
  if (parts.signed_batch_hash.empty()) {
    if (keys_.Required(envelope.unit)) {
      findings_.Fail(position, contract::Cat("unit ", envelope.unit, " had to sign here, and did not"));
    }
  } else if (!signing_unit_.empty() && !contract::UnitCovers(signing_unit_, envelope.unit)) {
    findings_.Fail(position, contract::Cat("a key of unit ", signing_unit_, " does not sign for unit ", envelope.unit));
  }
  if (parts.agency == static_cast<uint32_t>(contract::Agency::AGENCY_PROGRAMME)) Learn(position, parts);
}

void AgenciesLevel::Withheld(const LeafEntry& entry) {
  findings_.Skipped();
  withheld_.insert(entry.batch_record);
}

void AgenciesLevel::Stop(uint64_t position) {
  if (stopped_ == 0) stopped_ = position;
}

// Keys and policy, as the programme's events say them.
void AgenciesLevel::Learn(uint64_t position, const RecordParts& parts) {
  RecordView view;
  view.position = Position(position);
  view.type = parts.type;
  view.agency = contract::Agency::AGENCY_PROGRAMME;
  view.client = parts.client;
  for (const RecordParts::Section& section : parts.sections) view.sections.push_back({section.field, section.body});
  const absl::StatusOr<contract::Event> event = ParseEvent(view);
  if (!event.ok()) return;  // of a later release, or damaged: the records level says so
  if (const auto* registered = event->As<programme::v1::SigningKeyRegistered>()) {
    const std::string key = FromHex(registered->public_key());
    if (!Ed25519Verify(key, PossessionText(registered->unit(), key), FromHex(registered->possession()))) {
      return findings_.Fail(position, "a key was registered whose holder did not prove that it is his");
    }
  }
  keys_.Apply(*event, Position(position));
}

// What is wrong with the signed batch that begins here; empty if nothing.
std::string AgenciesLevel::CheckBatch(uint64_t position, const RecordParts& parts) {
  record::v1::SignedBatch batch;
  if (!batch.ParseFromArray(parts.signed_batch.data(), static_cast<int>(parts.signed_batch.size())) ||
      CanonicalBytes(batch) != parts.signed_batch) {
    return "the signed batch is malformed";
  }
  signing_unit_ = batch.unit();
  std::string fault;
  if (batch.origin() != origin_) {
    fault = contract::Cat("the batch was signed for another log, ", batch.origin());
  } else if (batch.count() != parts.batch_count || batch.digest() != parts.batch) {
    fault = "the signature is over another batch";
  } else if (!IsSignedByItsKey(batch)) {
    fault = contract::Cat("the signature in the name of unit ", batch.unit(), " is not its own");
  } else {
    fault = CheckKey(position, batch);
  }
  std::string out_of_sequence = CheckSequence(batch, parts.signed_batch_hash);
  return fault.empty() ? out_of_sequence : fault;
}

std::string AgenciesLevel::CheckKey(uint64_t position, const record::v1::SignedBatch& batch) {
  const SigningKeys::Key* key = keys_.Find(batch.public_key());
  if (key == nullptr && !withheld_.empty()) return "";  // it may have been registered where we may not look
  if (key == nullptr || key->unit != batch.unit()) {
    return contract::Cat("the batch is signed by a key that is not registered for unit ", batch.unit());
  }
  if (key->ValidAt(Position(position))) return "";
  return contract::Cat("the batch is signed by a key that was revoked at position ", key->revoked.value);
}

std::string AgenciesLevel::CheckSequence(const record::v1::SignedBatch& batch, std::string_view hash) {
  const Last before = std::exchange(last_[batch.unit()], {batch.sequence(), std::string(hash)});
  if (batch.sequence() == before.sequence + 1) {
    return batch.previous() == before.hash ? "" : "the batch names another one as the unit's batch before it";
  }
  if (batch.sequence() > before.sequence && withheld_.contains(HashFromBytes(batch.previous()))) return "";
  return contract::Cat("the unit's signed batch ", batch.sequence(), " follows its batch ", before.sequence);
}

LevelReport AgenciesLevel::Finish() {
  std::string note;
  if (stopped_ != 0) {
    note = contract::Cat("from position ", stopped_, " on nothing was checked, since that record cannot be read");
  } else if (findings_.checked() == 0) {
    note = "no batch is signed by an agency";
  } else if (findings_.skipped() > 0) {
    note = contract::Cat(findings_.skipped(), " records are withheld: what agencies signed among them was not checked");
  }
  return findings_.Finish(note, findings_.checked() == 0);
}

}  // namespace homeward::eventstore
