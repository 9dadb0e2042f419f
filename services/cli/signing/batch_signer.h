// Signs a unit's batches one after the other. The next can be signed only once it is known what became of the one
// before, since it names its hash: so one batch at a time is under way.
//
//   auto signer = BatchSigner::Open(options, agency);
//   signer->Reconcile(last, position);                   // what the log says it has
//   signer->Sign(&batch); … send it …; signer->Answered(answer);
#ifndef HOMEWARD_SERVICES_CLI_SIGNING_BATCH_SIGNER_H_
#define HOMEWARD_SERVICES_CLI_SIGNING_BATCH_SIGNER_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/note/note_key.h"
#include "homeward/common/v1/publish.pb.h"
#include "proto/contract/contract.h"
#include "proto/contract/cut.h"
#include "services/cli/publish/batch_reader.h"
#include "services/cli/signing/journal.h"

namespace homeward::cli {

struct SigningOptions {
  std::string key_file;        // private key; its name is the unit that signs
  std::string journal_file;    // empty: the key's file with ".journal" behind
  std::string origin;          // the log's name
  bool validate_only = false;  // nothing is recorded, so nothing is written down
};

class BatchSigner {
 public:
  // INVALID_ARGUMENT: the key's name is no unit; else what Journal::Open and SigningKey::Load say.
  static absl::StatusOr<std::unique_ptr<BatchSigner>> Open(const SigningOptions& options, contract::Agency agency);

  const std::string& unit() const { return key_.verifier_key().name; }
  const Journal& journal() const { return *journal_; }

  // Holds the journal against the last batch that the log has of the unit (none: it has none), and finds out what
  // became of a batch that was never answered. ABORTED: the log has later batches, which are not in the journal.
  // DATA_LOSS: the log lacks a batch that it had acknowledged.
  absl::Status Reconcile(const std::optional<record::v1::SignedBatch>& last, uint64_t position);

  // Waits for the answer to the batch before, then puts the signature into this one's bytes: the first one again if it
  // was signed before. INVALID_ARGUMENT: its events cannot be read. Fails if the journal cannot be written.
  absl::Status Sign(Batch* batch);

  // Any thread; once for each Sign.
  void Answered(const common::v1::BatchAnswer& answer);

 private:
  BatchSigner(eventstore::SigningKey key, std::unique_ptr<Journal> journal, SigningOptions options,
              contract::Agency agency)
      : key_(std::move(key)), journal_(std::move(journal)), options_(std::move(options)), agency_(agency) {}

  absl::Status SignAnew(const std::string& event_id, const std::vector<contract::CutBytes>& events,
                        common::v1::RawBatch* raw);

  const eventstore::SigningKey key_;
  const std::unique_ptr<Journal> journal_;
  const SigningOptions options_;
  const contract::Agency agency_;

  std::mutex mutex_;
  std::condition_variable answered_;
  bool under_way_ = false;
  bool is_last_ = false;  // what is under way is the journal's last batch, and was not answered before
  absl::Status failed_;   // writing down an answer
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_SIGNING_BATCH_SIGNER_H_
