#include "eventstore/checkpoints.h"

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "eventstore/limits.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/reason.h"
#include "eventstore/threads/thread.h"
#include "eventstore/tree/proof.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

// The log's key; a new log gets one, named by its incarnation. What others pin lies beside it.
absl::StatusOr<SigningKey> LoadKey(const CheckpointsOptions& options, const Store& store) {
  const std::string &file = options.key_file, &checkpoint = options.file;
  const bool signed_before = ReadFile(checkpoint).ok();
  absl::StatusOr<SigningKey> key = SigningKey::Load(file);
  if (absl::IsNotFound(key.status())) {
    if (signed_before) {
      return absl::FailedPreconditionError(contract::Cat(file, " is missing, but ", checkpoint,
                                                         " was signed with it. Put it back; a log with another key is "
                                                         "another log"));
    }
    key = SigningKey::Generate(contract::Cat("log.homeward/", ToHex(store.head().incarnation).substr(0, 16)),
                               KeyPurpose::kNote);
    if (!key.ok()) return key;
    if (absl::Status saved = key->Save(file); !saved.ok()) return saved;
  } else if (key.ok() && !signed_before && !store.restored().empty()) {
    // It may have signed what lay behind the backup: to sign another history now would be a fork.
    return absl::FailedPreconditionError(
        contract::Cat(file, " has signed for this log before it was restored, but ", checkpoint,
                      " is missing. Put the newest checkpoint back beside it, or take the key away: the log then gets "
                      "a new one, which verifiers have to be told"));
  }
  if (!key.ok()) return key;
  const std::string verifier = key->verifier_key().Text() + "\n", beside = file + ".pub";
  if (const auto known = ReadFile(beside); known.ok() && *known == verifier) return key;
  if (absl::Status written = ReplaceFile(beside, verifier, Secrecy::kPublic); !written.ok()) return written;
  return key;
}

class LogCheckpoints : public Checkpoints {
 public:
  LogCheckpoints(CheckpointsOptions options, const Store& store, SigningKey key, std::vector<VerifierKey> witnesses)
      : options_(std::move(options)),
        store_(store),
        key_(std::move(key)),
        origin_(key_.verifier_key().name),
        witnesses_(std::move(witnesses)) {}

  ~LogCheckpoints() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  // What was signed before must still be true of the log.
  absl::Status Load() {
    for (const std::string& file : {CosignedFile(), options_.file}) {  // the older one first
      const absl::StatusOr<std::string> bytes = ReadFile(file);
      if (absl::IsNotFound(bytes.status())) continue;
      if (!bytes.ok()) return bytes.status();
      absl::StatusOr<SignedCheckpoint> signed_before = OpenCheckpoint(*bytes, key_.verifier_key());
      if (!signed_before.ok()) {
        return absl::FailedPreconditionError(
            contract::Cat(file, " was not signed by this log's key (", std::string(signed_before.status().message()),
                          "). Put back the key that signed it; a log with another key is another log"));
      }
      if (absl::Status true_still = CheckAgainstLog(file, signed_before->checkpoint); !true_still.ok())
        return true_still;
      Keep(*std::move(signed_before));
    }
    if (kept_.empty()) return Sign(store_.head()).status();
    return absl::OkStatus();
  }

  void Start() {
    if (options_.interval.count() > 0) thread_ = StartThread("checkpoints", Urgency::kBehind, [this] { Run(); });
  }

  const std::string& origin() const override { return origin_; }
  std::string verifier_key() const override { return key_.verifier_key().Text(); }

  absl::StatusOr<IssuedCheckpoint> Covering(Position position) override {
    std::lock_guard signing(signing_mutex_);
    const Head head = store_.head();
    if (position > head.position)
      return absl::OutOfRangeError(contract::Cat("the log has ", head.position.value, " positions"));
    const uint64_t wanted = position.value == 0 ? head.position.value : position.value;
    {
      std::lock_guard lock(mutex_);
      if (kept_.back().checkpoint.size >= wanted) return Issue(kept_.back());
    }
    return Sign(head);
  }

  absl::StatusOr<IssuedCheckpoint> Newest(size_t min_cosignatures) const override {
    std::lock_guard lock(mutex_);
    for (auto it = kept_.rbegin(); it != kept_.rend(); ++it) {
      IssuedCheckpoint issued = Issue(*it);
      if (issued.cosignatures >= min_cosignatures) return issued;
    }
    return WithReason(absl::NotFoundError(contract::Cat("no checkpoint has ", min_cosignatures, " cosignatures yet")),
                      kTooFewCosignatures);
  }

  absl::StatusOr<size_t> AddCosignatures(std::string_view note) override {
    const absl::StatusOr<SignedCheckpoint> given = ParseCheckpoint(note);
    if (!given.ok()) return WithReason(absl::InvalidArgumentError(given.status().message()), kNoteMalformed);
    const auto by = VerifyNote(given->note, witnesses_);
    if (!by.ok() || by->empty()) {
      return WithReason(absl::InvalidArgumentError("no valid cosignature of a witness that this log knows"),
                        kCosignatureInvalid);
    }
    std::lock_guard signing(signing_mutex_);
    std::unique_lock lock(mutex_);
    for (SignedCheckpoint& kept : kept_) {
      if (!(kept.checkpoint == given->checkpoint)) continue;
      SignedCheckpoint cosigned = kept;
      for (const NoteSignature& signature : given->note.signatures) AddOnce(*by, signature, &cosigned.note);
      const bool newest = &kept == &kept_.back();
      lock.unlock();
      // Only this thread changes what is kept while it signs.
      const std::string bytes = cosigned.note.Bytes();
      if (absl::Status status = Write(newest ? options_.file : CosignedFile(), bytes); !status.ok()) return status;
      if (absl::Status status = Write(CosignedFile(), bytes); !status.ok()) return status;
      lock.lock();
      kept = std::move(cosigned);
      return Issue(kept).cosignatures;
    }
    return WithReason(absl::NotFoundError("the checkpoint is not of this log, or too old to be kept"),
                      kCheckpointUnknown);
  }

 private:
  std::string CosignedFile() const { return options_.file + ".cosigned"; }

  absl::Status CheckAgainstLog(const std::string& file, const LogCheckpoint& signed_before) const {
    const uint64_t head = store_.head().position.value;
    if (signed_before.size > head) {
      return absl::DataLossError(contract::Cat("the log ends at position ", head, ", but ", file, " has signed ",
                                               signed_before.size,
                                               ". Nothing was changed; restore a backup that reaches this far"));
    }
    const absl::StatusOr<Hash> root = SubtreeRoot({0, signed_before.size}, *store_.Hashes());
    if (!root.ok()) return root.status();
    if (*root == signed_before.root) return absl::OkStatus();
    return absl::DataLossError(contract::Cat("the log differs from what ", file, " has signed at position ",
                                             signed_before.size,
                                             ". Nothing was changed; restore the log it belongs to"));
  }

  // Under signing_mutex_. On disk before anybody sees it: what was shown once can never be taken back.
  absl::StatusOr<IssuedCheckpoint> Sign(const Head& head) {
    SignedCheckpoint made;
    made.checkpoint = {origin_, head.position.value, head.root, {}};
    made.note.text = made.checkpoint.Text();
    made.note.signatures.push_back(key_.Sign(made.note.text));
    if (absl::Status written = Write(options_.file, made.note.Bytes()); !written.ok()) return written;
    std::lock_guard lock(mutex_);
    Keep(std::move(made));
    return Issue(kept_.back());
  }

  static absl::Status Write(const std::string& file, const std::string& bytes) {
    const absl::Status status = ReplaceFile(file, bytes, Secrecy::kPublic);
    if (status.ok()) return status;
    return WithReason(absl::UnavailableError(
                          contract::Cat("a checkpoint could not be written down: ", std::string(status.message()))),
                      kCheckpointNotWritten);
  }

  void AddOnce(const std::vector<Signed>& by, const NoteSignature& signature, SignedNote* note) const {
    for (const Signed& one : by) {
      if (!one.by->Matches(signature)) continue;
      for (NoteSignature& known : note->signatures) {
        if (!one.by->Matches(known)) continue;
        known = signature;  // the same witness, later
        return;
      }
      note->signatures.push_back(signature);
      return;
    }
  }

  void Keep(SignedCheckpoint checkpoint) {
    if (!kept_.empty() && kept_.back().checkpoint.size > checkpoint.checkpoint.size) return;
    if (!kept_.empty() && kept_.back().checkpoint == checkpoint.checkpoint) kept_.pop_back();
    kept_.push_back(std::move(checkpoint));
    if (kept_.size() > kCheckpointsKept) kept_.pop_front();
  }

  IssuedCheckpoint Issue(const SignedCheckpoint& kept) const {
    const absl::StatusOr<int> count = CountWitnesses(kept.note, witnesses_);
    return {kept.note.Bytes(), Position(kept.checkpoint.size), kept.checkpoint.root,
            count.ok() ? static_cast<size_t>(*count) : 0};
  }

  void Run() {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, options_.interval, [this] { return stopping_; })) {
      lock.unlock();
      const absl::Status status = Covering(Position(0)).status();
      if (!status.ok()) std::fprintf(stderr, "eventstore: %s\n", status.ToString().c_str());
      lock.lock();
    }
  }

  const CheckpointsOptions options_;
  const Store& store_;
  const SigningKey key_;
  const std::string origin_;
  const std::vector<VerifierKey> witnesses_;
  std::mutex signing_mutex_;  // one signs or cosigns at a time; taken before mutex_
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::deque<SignedCheckpoint> kept_;  // ascending by size; never empty once loaded
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Checkpoints>> Checkpoints::Open(CheckpointsOptions options, const Store& store) {
  absl::StatusOr<SigningKey> key = LoadKey(options, store);
  if (!key.ok()) return key.status();
  std::vector<VerifierKey> witnesses;
  for (const std::string& text : options.witness_keys) {
    absl::StatusOr<VerifierKey> witness = VerifierKey::Parse(text);
    if (!witness.ok()) return witness.status();
    if (witness->purpose != KeyPurpose::kCosignature) {
      return absl::InvalidArgumentError(
          contract::Cat("the key of ", witness->name, " signs notes, not checkpoints of others: make a witness key"));
    }
    witnesses.push_back(*std::move(witness));
  }
  auto checkpoints = std::make_unique<LogCheckpoints>(std::move(options), store, *std::move(key), std::move(witnesses));
  if (absl::Status loaded = checkpoints->Load(); !loaded.ok()) return loaded;
  checkpoints->Start();
  return checkpoints;
}

}  // namespace homeward::eventstore
