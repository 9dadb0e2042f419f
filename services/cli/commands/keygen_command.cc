// homeward keygen: keys that sign batches, checkpoints and cosignatures.
#include <memory>
#include <optional>
#include <ostream>

#include "CLI/CLI.hpp"
#include "eventstore/bytes/sha256.h"
#include "eventstore/note/note_key.h"
#include "eventstore/signing/batch_signature.h"
#include "proto/contract/formats.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/problem.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using eventstore::KeyPurpose;
using eventstore::SigningKey;

struct Flags {
  std::string file;
  std::string name;
  bool cosign = false;
  std::string possession;  // unit
};

constexpr std::string_view kExamples =
    R"(  homeward keygen pol.key --name pol.01 --possession pol.01      a unit's key, to sign its batches
  homeward keygen log.key --name log.example/homeward            the log's, for its checkpoints
  homeward keygen witness.key --name police.example --cosign     a witness's
  homeward keygen pol.key                                        an existing key's public half again

  The private key stays in FILE, readable by you alone. What is printed is public. With --possession it holds what the
  programme publishes as SigningKeyRegistered.)";

Problem Usage(std::string message, std::string next_step) {
  return {kExitUsage, "USAGE", std::move(message), "", "", std::move(next_step)};
}

void Show(const Session& session, const Flags& flags, const SigningKey& key) {
  const eventstore::VerifierKey& verifier = key.verifier_key();
  const std::string public_key = eventstore::ToHex(verifier.public_key);
  std::string possession;
  if (!flags.possession.empty()) {
    possession = eventstore::ToHex(key.Sign(eventstore::PossessionText(flags.possession, verifier.public_key)).bytes);
  }
  if (session.json()) {
    JsonWriter json;
    json.Open('{').Key("verifierKey").Text(verifier.Text());
    if (!possession.empty()) {
      json.Key("signingKeyRegistered").Open('{').Key("unit").Text(flags.possession).Key("publicKey").Text(public_key);
      json.Key("possession").Text(possession).Close('}');
    }
    session.out << json.Close('}').text() << '\n';
    return;
  }
  session.out << verifier.Text() << '\n';
  if (possession.empty()) return;
  session.err << session.Say(words::kLetTheProgrammePublish) << '\n';
  session.out << R"("signingKeyRegistered":{"unit":")" << flags.possession << R"(","publicKey":")" << public_key
              << R"(","possession":")" << possession << "\"}\n";
}

ExitCode RunKeygen(const Session& session, const Flags& flags) {
  if (!flags.possession.empty() && !contract::IsUnit(flags.possession)) {
    return Report(session, Usage(Cat("'", flags.possession, "' is no unit."), "Write a unit's id, such as pol.01."));
  }
  const KeyPurpose purpose = flags.cosign ? KeyPurpose::kCosignature : KeyPurpose::kNote;
  std::optional<SigningKey> key;
  if (flags.name.empty()) {
    absl::StatusOr<SigningKey> loaded = SigningKey::Load(flags.file);
    if (absl::IsNotFound(loaded.status())) {
      return Report(session, Usage(Cat("There is no ", flags.file, "."), "Add --name NAME to make a key."));
    }
    if (!loaded.ok()) return Report(session, FromStatus(loaded.status(), "Check the file: mode 0600, one line."));
    key = *std::move(loaded);
  } else {
    absl::StatusOr<SigningKey> made = SigningKey::Generate(flags.name, purpose);
    if (!made.ok()) return Report(session, Usage(std::string(made.status().message()), "Write a name without spaces."));
    if (const absl::Status saved = made->Save(flags.file); !saved.ok()) {
      Problem problem = FromStatus(saved, "Name a file that is not there yet: keys are never replaced.");
      if (absl::IsAlreadyExists(saved)) problem.exit = kExitRefused;
      problem.reason = absl::IsAlreadyExists(saved) ? "ALREADY_EXISTS" : "FILE";
      return Report(session, problem);
    }
    key = *std::move(made);
  }
  if (!flags.possession.empty() && key->verifier_key().purpose != KeyPurpose::kNote) {
    return Report(session, Usage("A key that cosigns signs no batches.", "Make another key without --cosign."));
  }
  Show(session, flags, *key);
  return kExitOk;
}

}  // namespace

void AddKeygenCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("keygen", "Make a key that signs, or show the public half of one");
  command->add_option("FILE", flags->file, "Where the private key lies")->required();
  CLI::Option* name = command->add_option("--name", flags->name, "Make a key of this name: a unit, a log, a witness")
                          ->type_name("NAME");
  command->add_flag("--cosign", flags->cosign, "Make a witness's key, which cosigns checkpoints")->needs(name);
  command->add_option("--possession", flags->possession, "Prove that you hold the key that this unit shall have")
      ->type_name("UNIT");
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunKeygen(session, *flags); }; });
}

}  // namespace homeward::cli
