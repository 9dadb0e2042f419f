// homeward checkpoint, homeward prove: the log's word of itself, and that an event is under it.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "absl/strings/escaping.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/proofs/trust.h"
#include "services/cli/render/facts.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using audit::v1::Audit;

struct Flags {
  ConnectionFlags connection;
  std::string log_key;
  bool fresh = false;
  uint32_t cosignatures = 0;
  uint64_t position = 0;
};

constexpr std::string_view kCheckpointExamples =
    R"(  homeward checkpoint --identity ./certs/auditor                    the newest one, as a C2SP signed note
  homeward checkpoint --identity ./certs/auditor --fresh            sign the log as it is now
  homeward checkpoint --identity ./certs/auditor --log-key log.vkey --cosignatures 2

  With --log-key it is checked that this log has signed it; exit code 6 if not.)";

constexpr std::string_view kProveExamples =
    R"(  homeward prove 812 --identity ./certs/auditor --log-key log.vkey
  homeward prove 812 --identity ./certs/police --log-key log.vkey --output json > receipt.json

  The proof is checked here, under the pinned key; exit code 6 if it does not hold. For the event's author and for
  auditors.)";

ExitCode RunCheckpoint(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, TimeFlags())) return asking.exit();
  audit::v1::GetCheckpointRequest request;
  request.set_fresh(flags.fresh);
  request.set_min_cosignatures(flags.cosignatures);
  audit::v1::GetCheckpointResponse response;
  if (!asking.Ask(asking.audit(), &Audit::Stub::GetCheckpoint, request, &response)) return asking.exit();
  if (!flags.log_key.empty()) {
    eventstore::VerifierKey key;
    ExitCode exit = kExitOk;
    if (!PinLogKey(session, flags.log_key, &key, &exit)) return exit;
    const auto opened = eventstore::OpenCheckpoint(response.checkpoint(), key);
    if (!opened.ok()) {
      return Report(session, NotTrue("NOT_THIS_LOG", std::string(opened.status().message()),
                                     "Compare the key with the one that the log's operator published."));
    }
  }
  session.out << (session.json() ? ToJson(response) + "\n" : response.checkpoint());
  return kExitOk;
}

ExitCode RunProve(Session& session, const Flags& flags) {
  eventstore::VerifierKey key;
  ExitCode exit = kExitOk;
  if (!PinLogKey(session, flags.log_key, &key, &exit)) return exit;
  Asking asking;
  if (!asking.Open(session, flags.connection, TimeFlags())) return asking.exit();
  audit::v1::GetInclusionProofRequest request;
  *request.mutable_context() = asking.context();
  request.set_position(flags.position);
  audit::v1::GetInclusionProofResponse response;
  if (!asking.Ask(asking.audit(), &Audit::Stub::GetInclusionProof, request, &response)) return asking.exit();
  const auto checkpoint = CheckProof(response.proof(), key);
  const bool right =
      checkpoint.ok() && response.proof().events_size() == 1 && response.proof().events(0).position() == flags.position;
  if (!right) {
    return Report(session, NotTrue("PROOF_INVALID",
                                   checkpoint.ok() ? "The proof is of another position."
                                                   : std::string(checkpoint.status().message()),
                                   "Keep the answer as evidence; ask another time, and the auditor."));
  }
  if (session.json()) {
    session.out << ToJson(response.proof()) << '\n';
    return kExitOk;
  }
  Facts facts(session);
  facts.Add(words::kPosition, Cat(flags.position));
  facts.Add(words::kLogOrigin, checkpoint->checkpoint.origin);
  facts.Add(words::kPositions, Cat(checkpoint->checkpoint.size));
  facts.Add(words::kRoot, absl::BytesToHexString(
                              std::string(checkpoint->checkpoint.root.begin(), checkpoint->checkpoint.root.end())));
  facts.Add(words::kIncluded, Cell{std::string(session.Say(words::kProven)), Tone::kGood});
  facts.Print(0);
  return kExitOk;
}

}  // namespace

void AddCheckpointCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("checkpoint", "Show the log's signed word of itself");
  command->add_flag("--fresh", flags->fresh, "Sign the log as it is now");
  command->add_option("--cosignatures", flags->cosignatures, "The newest one that so many witnesses have signed")
      ->type_name("COUNT");
  command->add_option("--log-key", flags->log_key, "The log's verifier key, or a file that holds it")
      ->type_name("KEY|FILE");
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kCheckpointExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunCheckpoint(session, *flags); }; });
}

void AddProveCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("prove", "Prove that an event is in the log");
  command->add_option("POSITION", flags->position, "The event's position")->required();
  command->add_option("--log-key", flags->log_key, "The log's verifier key, or a file that holds it")
      ->type_name("KEY|FILE")
      ->required();
  AddReadFlags(*command, flags->connection);
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kProveExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunProve(session, *flags); }; });
}

}  // namespace homeward::cli
