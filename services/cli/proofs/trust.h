// What a server's proof is worth: who the log is, a key from elsewhere says, never the server.
#ifndef HOMEWARD_SERVICES_CLI_PROOFS_TRUST_H_
#define HOMEWARD_SERVICES_CLI_PROOFS_TRUST_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/tree/proof.h"
#include "homeward/common/v1/publish.pb.h"
#include "services/cli/problem.h"

namespace homeward::cli {

// A log's or a witness's verifier key, or the name of a file that holds it (no name of a file has a "+" in it).
// INVALID_ARGUMENT: no key; NOT_FOUND: no file.
absl::StatusOr<eventstore::VerifierKey> ReadVerifierKey(const std::string& text_or_file);

// The log's key that the command line pins. False: reported, *exit says how to end.
bool PinLogKey(const Session& session, const std::string& text_or_file, eventstore::VerifierKey* key, ExitCode* exit);

// The checkpoint that all events of the proof are under. PERMISSION_DENIED: not signed by this log; INVALID_ARGUMENT:
// a proof does not hold, or says something else than its entry; the message names the position.
absl::StatusOr<eventstore::SignedCheckpoint> CheckProof(const common::v1::BatchProof& proof,
                                                        const eventstore::VerifierKey& log);

// Whether the proof shows that the log of `after` begins with the log of `before`, which has at least one position.
bool Grown(const eventstore::LogCheckpoint& before, const eventstore::LogCheckpoint& after,
           const eventstore::Proof& proof);

// How it is told: with the exit code for what is not true.
Problem NotTrue(std::string reason, std::string message, std::string next_step);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_PROOFS_TRUST_H_
