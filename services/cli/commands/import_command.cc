// homeward import: persons from another system's file, as events.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "absl/strings/str_join.h"
#include "homeward/shared/v1/consent.pb.h"
#include "homeward/shared/v1/contact.pb.h"
#include "homeward/shared/v1/identification.pb.h"
#include "homeward/shared/v1/terms.pb.h"
#include "services/cli/client/errors.h"
#include "services/cli/commands/commands.h"
#include "services/cli/csv.h"
#include "services/cli/flags.h"
#include "services/cli/htcds/codes.h"
#include "services/cli/htcds/importing.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  htcds::ImportOptions options;
  htcds::ImportWish wish;
};

constexpr std::string_view kExamples =
    R"(  homeward import htcds x.csv --identity ./certs/labour --unit soc.01 --province 01 --date 2026-03-31 > ids.csv
  homeward import htcds x.csv --validate-only …      say what would be refused, record nothing
  homeward import htcds x.csv --identity ./certs/police --unit pol.01 --province 01 --date 2026-03-31 \
    --paper confirmation --age-band adult --whereabouts home

  A row is a person whom the unit received. All rows are recorded as one batch, or nothing; every wrong cell is told
  with its row and column. Names, birth dates, addresses and free text are refused: the log takes no identities. The
  output says which row got which person id. The same command again is safe. docs/htcds.md has the fields.)";

constexpr Phrase kRows{"persons", "người"};
constexpr Phrase kLeftAside{"left aside:", "bỏ qua:"};
constexpr Phrase kPrepared{"written, not sent:", "đã ghi, chưa gửi:"};

void Show(const Session& session, const Flags& flags, const htcds::ImportSummary& summary) {
  const bool told = !flags.options.validate_only;  // ids that nothing was recorded of would mislead
  if (session.json()) {
    JsonWriter json;
    json.Open('{').Key("validateOnly").Bool(flags.options.validate_only).Key("sent").Bool(!flags.options.prepare);
    json.Key("events").Number(summary.events).Key("duplicate").Bool(summary.duplicate);
    json.Key("firstPosition").Number(summary.first_position).Key("ignored").Open('[');
    for (const std::string& name : summary.ignored) json.Text(name);
    json.Close(']').Key("rows").Open('[');
    for (size_t i = 0; told && i < summary.rows.size(); ++i)
      json.Open('{').Key("row").Number(summary.rows[i]).Key("person").Text(summary.persons[i]).Close('}');
    session.out << json.Close(']').Close('}').text() << '\n';
    return;
  }
  if (told) session.out << CsvLine({"row", "person"});
  for (size_t i = 0; told && i < summary.rows.size(); ++i)
    session.out << CsvLine({Cat(summary.rows[i]), summary.persons[i]});
  session.out.flush();
  if (!summary.ignored.empty())
    session.err << session.Say(kLeftAside) << ' ' << absl::StrJoin(summary.ignored, ", ") << '\n';
  session.err << summary.rows.size() << ' ' << session.Say(kRows) << ", " << summary.events << ' '
              << session.Say(words::kEvents) << ' ';
  if (flags.options.prepare) {
    session.err << session.Say(kPrepared) << ' ' << flags.options.batch_file << '\n';
    return;
  }
  session.err << session.Say(flags.options.validate_only ? words::kWouldBeRecorded
                             : summary.duplicate         ? words::kDuplicate
                                                         : words::kRecorded);
  if (summary.first_position > 0) session.err << ", " << session.Say(words::kPosition) << ' ' << summary.first_position;
  session.err << '\n';
}

ExitCode RunImport(Session& session, Flags& flags) {
  absl::StatusOr<Connection> connection = Connection::Open(flags.connection);
  if (!connection.ok()) return Report(session, FromOpening(connection.status()));
  if (flags.options.batch_file.empty()) flags.options.batch_file = Cat(flags.options.file, ".batch.jsonl");
  if (flags.wish.source.empty()) flags.wish.source = Cat("htcds://", flags.wish.unit);
  htcds::ImportSummary summary;
  const ExitCode exit = htcds::Import(session, *connection, flags.options, flags.wish, &summary);
  if (exit == kExitOk) Show(session, flags, summary);
  return exit;
}

// One of the contract's codes, or several.
template <typename Target>
void AddCode(CLI::App& command, const char* flag, Target& target, const google::protobuf::EnumDescriptor* values,
             const std::string& description) {
  const std::vector<std::string> codes = htcds::CodesOf(values);
  command.add_option(flag, target, Cat(description, ": ", absl::StrJoin(codes, ", ")))
      ->check(CLI::IsMember(codes).description(""))
      ->type_name("CODE")
      ->group("Said once for the whole file");
}

void AddFileWideFlags(CLI::App& command, htcds::ImportWish& wish) {
  const char* group = "Said once for the whole file";
  command.add_option("--unit", wish.unit, "The unit whose persons these are")
      ->required()
      ->type_name("UNIT")
      ->group(group);
  command.add_option("--province", wish.province, "Its province, two digits")
      ->required()
      ->type_name("CODE")
      ->group(group);
  command.add_option("--date", wish.date, "The day that the file speaks of, YYYY-MM-DD")
      ->required()
      ->type_name("DATE")
      ->group(group);
  AddCode(command, "--age-band", wish.age_band, shared::v1::AgeBand_descriptor(), "Of all persons");
  AddCode(command, "--whereabouts", wish.whereabouts, shared::v1::Whereabouts_descriptor(), "Of all persons");
  AddCode(command, "--consent-purpose", wish.consent_purposes, shared::v1::ConsentPurpose_descriptor(),
          "What con_Consent is for, once for each");
  command
      .add_option("--consent-recipient", wish.consent_recipients, "Whom it reaches, once for each; without it the unit")
      ->type_name("UNIT")
      ->group(group);
  AddCode(command, "--consent-by", wish.consent_by, shared::v1::GivenBy_descriptor(), "Who gave it");
  AddCode(command, "--paper", wish.paper, shared::v1::PaperKind_descriptor(),
          "That confirms ActualVictimOfTrafficking");
  AddCode(command, "--referral-service", wish.referral_service, shared::v1::ServiceCode_descriptor(),
          "That outgoing referrals ask for");
  command.add_option("--referral-due", wish.referral_due, "When they are due, YYYY-MM-DD")
      ->type_name("DATE")
      ->group(group);
  command.add_option("--source", wish.source, "The system that says it (CloudEvents source); without it htcds://UNIT")
      ->type_name("URI")
      ->group(group);
}

}  // namespace

void AddImportCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* import = root.add_subcommand("import", "Publish persons from another system's file");
  import->require_subcommand(1);
  AddExamples(*import, kExamples);
  CLI::App* command =
      import->add_subcommand("htcds", "From a CSV file of the Human Trafficking Case Data Standard 2.0");
  command->add_option("FILE", flags->options.file, "The CSV file, with the standard's field names as its header")
      ->required();
  command->add_flag("--validate-only", flags->options.validate_only, "Say what would be refused, record nothing");
  command->add_flag("--ignore-unmapped", flags->options.ignore_unmapped,
                    "Leave columns aside for which there is no place, and list them");
  command
      ->add_option("--batch-file", flags->options.batch_file,
                   "Where the batch is kept before it is sent; without it FILE with .batch.jsonl behind")
      ->type_name("FILE");
  command
      ->add_option("--batch-id", flags->wish.batch_id,
                   "Tells apart files of the same content that speak of other persons")
      ->type_name("NAME");
  command
      ->add_flag("--prepare", flags->options.prepare, "Write the batch and send nothing; 'homeward publish' takes it")
      ->excludes("--validate-only");
  AddFileWideFlags(*command, flags->wish);
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunImport(session, *flags); }; });
}

}  // namespace homeward::cli
