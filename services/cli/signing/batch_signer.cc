#include "services/cli/signing/batch_signer.h"

#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/signing/batch_signature.h"
#include "proto/contract/event.h"
#include "proto/contract/formats.h"
#include "services/cli/client/errors.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using eventstore::AsBytes;
using eventstore::HashOf;
using record::v1::SignedBatch;

bool Same(const SignedBatch& a, const SignedBatch& b) { return HashOf(a) == HashOf(b); }

}  // namespace

absl::StatusOr<std::unique_ptr<BatchSigner>> BatchSigner::Open(const SigningOptions& options, contract::Agency agency) {
  absl::StatusOr<eventstore::SigningKey> key = eventstore::SigningKey::Load(options.key_file);
  if (!key.ok()) return key.status();
  const eventstore::VerifierKey& verifier = key->verifier_key();
  if (verifier.purpose != eventstore::KeyPurpose::kNote || !contract::IsUnit(verifier.name)) {
    return absl::InvalidArgumentError(
        Cat(options.key_file, ": a key that signs batches has the signing unit for its name, such as pol.01"));
  }
  const std::string file = options.journal_file.empty() ? Cat(options.key_file, ".journal") : options.journal_file;
  absl::StatusOr<std::unique_ptr<Journal>> journal = Journal::Open(file);
  if (!journal.ok()) return journal.status();
  return std::unique_ptr<BatchSigner>(new BatchSigner(*std::move(key), *std::move(journal), options, agency));
}

absl::Status BatchSigner::Reconcile(const std::optional<SignedBatch>& last, uint64_t position) {
  std::lock_guard lock(mutex_);
  const JournalBatch* unanswered = journal_->unanswered();
  if (unanswered != nullptr && last && Same(*last, unanswered->batch)) {
    return journal_->Recorded(position);
  }
  const SignedBatch* own = journal_->content().last();
  if (own == nullptr && last && journal_->content().batches.empty()) return journal_->Follow(*last);
  if (own == nullptr && !last) return absl::OkStatus();
  if (own != nullptr && last && Same(*own, *last)) return absl::OkStatus();
  if (own == nullptr || (last && last->sequence() > own->sequence())) {
    return absl::AbortedError(Cat("the log has batch ", last->sequence(), " of unit ", unit(),
                                  ", which is not in the journal ", journal_->path()));
  }
  return absl::DataLossError(Cat("the log lacks batch ", own->sequence(), " of unit ", unit(),
                                 ", which it had acknowledged; the journal ", journal_->path(), " has it"));
}

absl::Status BatchSigner::Sign(Batch* batch) {
  common::v1::RawBatch raw;
  if (!raw.ParseFromString(batch->bytes)) return absl::InvalidArgumentError("the batch cannot be read");
  if (raw.events().empty()) return absl::OkStatus();  // the server says what is wrong with it
  std::vector<contract::CutBytes> events;
  std::string event_id;
  for (const std::string& bytes : raw.events()) {
    const absl::StatusOr<contract::Event> event = contract::ParseEvent(agency_, bytes);
    if (!event.ok()) return event.status();
    if (event->type == nullptr || event->envelope == nullptr) return absl::OkStatus();  // likewise
    if (events.empty()) event_id = event->envelope->id();
    absl::StatusOr<contract::CutBytes> cut = contract::Cut(bytes, *event->type);
    if (!cut.ok()) return cut.status();
    events.push_back(*std::move(cut));
  }
  if (event_id.find(' ') != std::string::npos || event_id.empty()) return absl::OkStatus();  // no id, likewise

  std::unique_lock lock(mutex_);
  answered_.wait(lock, [this] { return !under_way_; });
  if (!failed_.ok()) return failed_;
  const JournalBatch* before = journal_->Find(event_id);
  if (before != nullptr && AsBytes(eventstore::SignedDigest(events, before->salt_seed)) == before->batch.digest()) {
    raw.set_salt_seed(before->salt_seed);
    *raw.mutable_signature() = before->batch;
    is_last_ = before == journal_->unanswered();
  } else if (absl::Status status = SignAnew(event_id, events, &raw); !status.ok()) {
    return status;
  }
  under_way_ = true;
  batch->bytes = raw.SerializeAsString();
  return absl::OkStatus();
}

// Under the lock.
absl::Status BatchSigner::SignAnew(const std::string& event_id, const std::vector<contract::CutBytes>& events,
                                   common::v1::RawBatch* raw) {
  // A batch of an earlier run that the log does not have: it was never sent, or refused.
  if (journal_->unanswered() != nullptr) {
    if (absl::Status status = journal_->Refused("NOT_RECORDED"); !status.ok()) return status;
  }
  const SignedBatch* last = journal_->content().last();
  SignedBatch& batch = *raw->mutable_signature();
  batch.set_origin(options_.origin);
  batch.set_unit(unit());
  batch.set_sequence(last == nullptr ? 1 : last->sequence() + 1);
  batch.set_previous(last == nullptr ? std::string(32, '\0') : std::string(AsBytes(HashOf(*last))));
  raw->set_salt_seed(eventstore::RandomBytes(eventstore::kSaltSeedBytes));
  eventstore::SignBatch(key_, events, raw->salt_seed(), &batch);
  is_last_ = !options_.validate_only;
  if (options_.validate_only) return absl::OkStatus();
  return journal_->Signed(event_id, raw->salt_seed(), batch);
}

void BatchSigner::Answered(const common::v1::BatchAnswer& answer) {
  {
    std::lock_guard lock(mutex_);
    if (is_last_ && answer.has_refusal()) {
      const Problems problems = FromRpcStatus(answer.refusal());
      failed_.Update(journal_->Refused(problems.front().reason));
    } else if (is_last_) {
      failed_.Update(journal_->Recorded(answer.first_position()));
    }
    is_last_ = false;
    under_way_ = false;
  }
  answered_.notify_all();
}

}  // namespace homeward::cli
