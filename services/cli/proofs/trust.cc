#include "services/cli/proofs/trust.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "eventstore/record/leaf.h"
#include "eventstore/tree/merkle.h"
#include "eventstore/tree/proof.h"
#include "services/cli/text.h"

namespace homeward::cli {

using eventstore::AsBytes;

absl::StatusOr<eventstore::VerifierKey> ReadVerifierKey(const std::string& text) {
  if (text.find('+') != std::string::npos) return eventstore::VerifierKey::Parse(text);
  const absl::StatusOr<std::string> line = eventstore::ReadFile(text);
  if (!line.ok()) return line.status();
  absl::StatusOr<eventstore::VerifierKey> key =
      eventstore::VerifierKey::Parse(std::string(absl::StripAsciiWhitespace(*line)));
  if (!key.ok()) return absl::InvalidArgumentError(Cat(text, ": ", std::string(key.status().message())));
  return key;
}

bool PinLogKey(const Session& session, const std::string& text_or_file, eventstore::VerifierKey* key, ExitCode* exit) {
  absl::StatusOr<eventstore::VerifierKey> read = ReadVerifierKey(text_or_file);
  if (read.ok()) {
    *key = *std::move(read);
    return true;
  }
  Problem problem = FromStatus(read.status(), "Give the log's verifier key, or a file that holds it.");
  problem.exit = kExitUsage;
  problem.reason = "KEY";
  *exit = Report(session, problem);
  return false;
}

absl::StatusOr<eventstore::SignedCheckpoint> CheckProof(const common::v1::BatchProof& proof,
                                                        const eventstore::VerifierKey& log) {
  absl::StatusOr<eventstore::SignedCheckpoint> checkpoint = eventstore::OpenCheckpoint(proof.checkpoint(), log);
  if (!checkpoint.ok()) return checkpoint;
  if (proof.events().empty()) return absl::InvalidArgumentError("the proof is of no event");
  for (const common::v1::EventProof& event : proof.events()) {
    const auto wrong = [&event](const absl::Status& why) {
      return absl::InvalidArgumentError(Cat("position ", event.position(), ": ", std::string(why.message())));
    };
    const absl::StatusOr<eventstore::Proof> path = eventstore::ParseProof(event.hashes());
    if (!path.ok()) return wrong(path.status());
    if (event.position() == 0 || event.entry().size() != eventstore::kLeafEntryBytes)
      return wrong(absl::InvalidArgumentError("no entry"));
    const eventstore::Hash leaf = eventstore::LeafHash(event.entry());
    const absl::Status included = eventstore::VerifyInclusion(
        event.position() - 1, checkpoint->checkpoint.size, AsBytes(leaf), *path, AsBytes(checkpoint->checkpoint.root));
    if (!included.ok()) return wrong(included);
  }
  return checkpoint;
}

bool Grown(const eventstore::LogCheckpoint& before, const eventstore::LogCheckpoint& after,
           const eventstore::Proof& proof) {
  return eventstore::VerifyConsistency(before.size, after.size, AsBytes(before.root), AsBytes(after.root), proof).ok();
}

Problem NotTrue(std::string reason, std::string message, std::string next_step) {
  return Problem{kExitFault, std::move(reason), std::move(message), "", "", std::move(next_step)};
}

}  // namespace homeward::cli
