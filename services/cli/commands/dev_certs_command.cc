// homeward dev-certs: certificates for development and the demo.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "absl/strings/str_split.h"
#include "services/cli/commands/commands.h"
#include "services/cli/dev_certs.h"
#include "services/cli/flags.h"
#include "services/cli/problem.h"
#include "services/cli/render/json.h"
#include "services/cli/render/table.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

struct Flags {
  DevCertsOptions options;
  std::vector<std::string> units;  // role=unit
};

constexpr std::string_view kExamples =
    R"(  homeward dev-certs ./certs
  homeward dev-certs ./certs --unit labour=soc.01 --days 30
  homeward dev-certs ./certs --force     make new ones: the old authority ends here
  homeward status --identity ./certs/auditor)";

void Show(const Session& session, const Flags& flags, const std::vector<WrittenIdentity>& written) {
  if (session.json()) {
    JsonWriter json;
    json.Open('{').Key("directory").Text(flags.options.directory).Key("identities").Open('[');
    for (const WrittenIdentity& identity : written) {
      json.Open('{').Key("name").Text(identity.name);
      if (!identity.spiffe_id.empty()) json.Key("spiffeId").Text(identity.spiffe_id);
      json.Close('}');
    }
    session.out << json.Close(']').Close('}').text() << '\n';
    return;
  }
  Table table({{std::string(session.Say(words::kName))}, {"SPIFFE id"}});
  for (const WrittenIdentity& identity : written)
    table.AddRow({{identity.name}, {identity.spiffe_id, Tone::kDim}});
  table.Print(session.out, session.out_terminal);
  session.err << '\n' << session.Say(words::kDevCertsOnly) << '\n';
  session.err << session.Say(words::kNext) << ": homeward serve --tls " << flags.options.directory << '\n';
}

ExitCode RunDevCerts(const Session& session, Flags& flags) {
  for (const std::string& pair : flags.units) {
    const std::pair<std::string, std::string> split = absl::StrSplit(pair, absl::MaxSplits('=', 1));
    flags.options.units[split.first] = split.second;
  }
  absl::StatusOr<std::vector<WrittenIdentity>> written = WriteDevCerts(flags.options);
  if (!written.ok()) {
    Problem problem = FromStatus(written.status());
    problem.reason = "FILE";
    if (absl::IsAlreadyExists(written.status())) {
      problem.exit = kExitRefused;
      problem.reason = "ALREADY_EXISTS";
      problem.next_step = "Add --force to replace all of them, or name another folder.";
    } else if (absl::IsInvalidArgument(written.status())) {
      problem.reason = "USAGE";
      problem.next_step = "Write --unit labour=soc.01; 'homeward dev-certs --help' shows examples.";
    }
    return Report(session, problem);
  }
  Show(session, flags, *written);
  return kExitOk;
}

}  // namespace

void AddDevCertsCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command =
      root.add_subcommand("dev-certs", "Make a development authority and a certificate for each role");
  command->add_option("DIR", flags->options.directory, "Folder to write to; made if it is not there")
      ->required();
  command->add_option("--unit", flags->units, "Narrow a role's certificate to one unit; may be repeated")
      ->type_name("ROLE=UNIT")
      ->allow_extra_args(false);
  command
      ->add_option("--host", flags->options.hosts, "A further name or address of the server; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--days", flags->options.days, "How long they are valid, in days")
      ->capture_default_str()
      ->check(CLI::Range(1, kCertificateDaysMax).description(""));
  command->add_flag("--force", flags->options.force, "Replace what is there");
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunDevCerts(session, *flags); }; });
}

}  // namespace homeward::cli
