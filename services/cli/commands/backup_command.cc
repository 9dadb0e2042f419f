// homeward backup: a copy of the logs from which a server can go on elsewhere.
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "eventstore/backup.h"
#include "eventstore/bytes/sha256.h"
#include "homeward/operations/v1/operations.grpc.pb.h"
#include "services/cli/backup/showing.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using operations::v1::Operations;

struct Flags {
  ConnectionFlags connection;
  std::string name, data;
};

constexpr std::string_view kExamples =
    R"(  homeward backup --identity ./certs/operator                    on the server, below its backup_directory
  homeward backup monday --identity ./certs/operator --output json
  homeward backup /backup/monday --data /var/lib/homeward        of a server that is not running
  homeward check /backup/monday

  The server goes on meanwhile. Every record of the copy is compared with the log's tree before it counts as made. It
  holds the log and the access log, and no keys: keep person-id.key and checkpoint.key apart. Views are folded anew.)";

ExitCode FromServer(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, TimeFlags())) return asking.exit();
  const auto operations = Operations::NewStub(asking.connection().channel());
  operations::v1::BackupRequest request;
  request.set_name(flags.name);
  operations::v1::BackupResponse made;
  if (!asking.Ask(*operations, &Operations::Stub::Backup, request, &made)) return asking.exit();
  ShowHeld(session, words::kBackedUp, made.directory(),
           {.incarnation = eventstore::FromHex(made.incarnation()),
            .position = eventstore::Position(made.position()),
            .root = eventstore::HashFromBytes(eventstore::FromHex(made.root())),
            .access_position = eventstore::Position(made.access_position()),
            .bytes = made.bytes()});
  return kExitOk;
}

ExitCode FromData(Session& session, const Flags& flags) {
  if (flags.name.empty()) {
    return Report(session, {kExitUsage, "USAGE", "With --data the folder to make has to be named.", "", "DIR",
                            "homeward backup /backup/monday --data /var/lib/homeward"});
  }
  BackupTalk talk(session, "backup");
  const auto held = eventstore::MakeBackupOf(flags.data, flags.name, talk.Hear());
  talk.Finish();
  if (!held.ok()) return ReportBackup(session, held.status());
  ShowHeld(session, words::kBackedUp, flags.name, *held);
  return kExitOk;
}

}  // namespace

void AddBackupCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  flags->connection.timeout_seconds = kTimeoutSecondsMax;  // a long log takes long
  CLI::App* command = root.add_subcommand("backup", "Copy the logs of a running server, to be restored elsewhere");
  command->add_option("NAME", flags->name, "Of its folder on the server; with --data: the folder itself");
  command->add_option("--data", flags->data, "The data directory of a server that is not running")->type_name("DIR");
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, &session] {
    session.command = [flags, &session] {
      return flags->data.empty() ? FromServer(session, *flags) : FromData(session, *flags);
    };
  });
}

}  // namespace homeward::cli
