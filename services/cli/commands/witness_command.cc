// homeward witness: looks at the log's checkpoints and cosigns those that contradict none before.
#include <chrono>
#include <memory>
#include <ostream>
#include <thread>

#include "CLI/CLI.hpp"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/proofs/trust.h"
#include "services/cli/proofs/witness.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using audit::v1::Audit;

constexpr int kIntervalSecondsMax = 86'400;

struct Flags {
  ConnectionFlags connection;
  std::string key, log_key, memory;
  int every = 0;
};

constexpr std::string_view kExamples =
    R"(  homeward keygen witness.key --name witness.example/police --cosign
  homeward witness --identity ./certs/police --witness-key witness.key --log-key log.vkey --memory seen
  homeward witness --identity ./certs/police --witness-key witness.key --log-key log.vkey --memory seen --every 60

  The memory is the newest checkpoint that was cosigned. A checkpoint that is shorter, or does not begin with it, is
  not signed: it is kept beside the memory as evidence, and the command ends with 6.
  The server counts cosignatures of the keys that its operator has entered (witness_keys).)";

// One look; false: reported, *exit says how it ends.
bool Visit(Session& session, Asking& asking, Witness* witness, ExitCode* exit) {
  audit::v1::GetCheckpointRequest request;
  request.set_fresh(true);
  audit::v1::GetCheckpointResponse checkpoint;
  *exit = kExitFailure;
  if (!asking.Ask(asking.audit(), &Audit::Stub::GetCheckpoint, request, &checkpoint)) {
    *exit = asking.exit();
    return false;
  }
  bool asked = true;
  const auto consistency = [&](uint64_t from, uint64_t to) -> absl::StatusOr<eventstore::Proof> {
    audit::v1::GetConsistencyProofRequest sizes;
    sizes.set_from_size(from);
    sizes.set_to_size(to);
    audit::v1::GetConsistencyProofResponse proof;
    asked = asking.Ask(asking.audit(), &Audit::Stub::GetConsistencyProof, sizes, &proof);
    if (!asked) return absl::UnavailableError("");
    return eventstore::ParseProof(proof.hashes());
  };
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto time = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
  const absl::StatusOr<std::string> cosigned = witness->Cosign(checkpoint.checkpoint(), time, consistency);
  if (!asked) {
    *exit = asking.exit();
    return false;
  }
  if (!cosigned.ok()) {
    const bool lie = absl::IsAborted(cosigned.status()) || absl::IsPermissionDenied(cosigned.status());
    *exit =
        Report(session, lie ? NotTrue(absl::IsAborted(cosigned.status()) ? "LOG_CONTRADICTS_ITSELF" : "NOT_THIS_LOG",
                                      std::string(cosigned.status().message()),
                                      "Tell the other witnesses and the auditor; do not remove the memory.")
                            : FromStatus(cosigned.status()));
    return false;
  }
  audit::v1::AddCosignatureRequest add;
  add.set_note(*cosigned);
  audit::v1::AddCosignatureResponse added;
  if (!asking.Ask(asking.audit(), &Audit::Stub::AddCosignature, add, &added)) {
    *exit = asking.exit();
    return false;
  }
  if (session.json()) {
    JsonWriter json;
    json.Open('{')
        .Key("size")
        .Number(witness->remembered())
        .Key("cosignatures")
        .Number(added.cosignatures())
        .Close('}');
    session.out << json.text() << std::endl;
  } else {
    session.out << session.Say(words::kCosignedNow) << ' ' << witness->remembered() << ' '
                << session.Say(words::kPositions) << "; " << added.cosignatures() << ' '
                << session.Say(words::kCosignatures) << std::endl;
  }
  *exit = kExitOk;
  return true;
}

ExitCode RunWitness(Session& session, const Flags& flags) {
  const auto usage = [&session](const absl::Status& status, std::string_view next) {
    Problem problem = FromStatus(status, next);
    problem.exit = kExitUsage;
    problem.reason = "KEY";
    return Report(session, problem);
  };
  eventstore::VerifierKey log;
  ExitCode unpinned = kExitOk;
  if (!PinLogKey(session, flags.log_key, &log, &unpinned)) return unpinned;
  absl::StatusOr<eventstore::SigningKey> key = eventstore::SigningKey::Load(flags.key);
  if (!key.ok()) return usage(key.status(), "Make one: homeward keygen FILE --name NAME --cosign");
  if (key->verifier_key().purpose != eventstore::KeyPurpose::kCosignature)
    return usage(absl::InvalidArgumentError("this key signs notes, it does not cosign"),
                 "Make one: homeward keygen FILE --name NAME --cosign");
  absl::StatusOr<Witness> witness = Witness::Open(flags.memory, *std::move(key), std::move(log));
  if (!witness.ok()) return usage(witness.status(), "Name the memory that belongs to this log.");
  Asking asking;
  if (!asking.Open(session, flags.connection, TimeFlags())) return asking.exit();
  while (true) {
    ExitCode exit = kExitOk;
    const bool well = Visit(session, asking, &*witness, &exit);
    // A witness outlasts its server's restarts; a lie it does not.
    if (flags.every == 0 || (!well && exit != kExitUnreachable)) return exit;
    std::this_thread::sleep_for(std::chrono::seconds(flags.every));
  }
}

}  // namespace

void AddWitnessCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command =
      root.add_subcommand("witness", "Cosign the log's checkpoints, unless they contradict one another");
  command->add_option("--witness-key", flags->key, "The witness's signing key")->type_name("FILE")->required();
  command->add_option("--log-key", flags->log_key, "The log's verifier key, or a file that holds it")
      ->type_name("KEY|FILE")
      ->required();
  command->add_option("--memory", flags->memory, "Where the newest checkpoint seen is kept")
      ->type_name("FILE")
      ->required();
  command->add_option("--every", flags->every, "Look again after so long; without it once")
      ->check(CLI::Range(1, kIntervalSecondsMax).description(""))
      ->type_name("SECONDS");
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunWitness(session, *flags); }; });
}

}  // namespace homeward::cli
