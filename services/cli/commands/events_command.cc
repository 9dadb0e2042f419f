// homeward events: the catalogue, without a server.
#include <algorithm>
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "absl/strings/str_join.h"
#include "services/cli/catalogue.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/problem.h"
#include "services/cli/render/json.h"
#include "services/cli/render/table.h"
#include "services/cli/suggest.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

struct Flags {
  std::string name;
  std::string agency;
  std::string stream;
  bool markdown = false;
};

constexpr std::string_view kExamples =
    R"(  homeward events                        all events
  homeward events --agency border_guard  what the border guard may publish
  homeward events ReferralSent           its fields, rules and an example batch
  homeward events --output json          for programs
  homeward events --markdown > docs/events.md)";

std::string Label(const Session& session, const CatalogueEvent& event) {
  return session.Say(event.label, event.name);
}

std::string Publishers(const Session& session, const CatalogueEvent& event) {
  std::vector<std::string> names;
  for (const std::string& role : event.publishers)
    names.push_back(std::string(session.Say(AgencyName(role))));
  return absl::StrJoin(names, ", ");
}

void AppendJson(const CatalogueEvent& event, JsonWriter* json) {
  const auto list = [json](std::string_view key, const std::vector<std::string>& items) {
    json->Key(key).Open('[');
    for (const std::string& item : items) json->Text(item);
    json->Close(']');
  };
  json->Open('{')
      .Key("number")
      .Number(event.number)
      .Key("name")
      .Text(event.name)
      .Key("type")
      .Text(event.full_name);
  json->Key("jsonName").Text(event.json_name);
  json->Key("label").Open('{').Key("en").Text(event.label.en()).Key("vi").Text(event.label.vi()).Close('}');
  list("publishers", event.publishers);
  json->Key("stream").Text(event.stream).Key("key").Text(event.key);
  list("steps", event.steps);
  list("limits", event.limits);
  json->Key("lane").Text(LaneName(event.lane).en).Key("law").Text(event.law);
  json->Key("fields").Open('[');
  for (const CatalogueField& field : event.fields) {
    json->Open('{').Key("path").Text(field.path).Key("type").Text(field.type).Key("rules").Text(field.rules);
    json->Key("readers").Text(field.readers).Key("section").Bool(field.section);
    if (field.values != nullptr) {
      json->Key("values").Open('[');
      for (int i = 1; i < field.values->value_count(); ++i) json->Text(field.values->value(i)->name());
      json->Close(']');
    }
    json->Close('}');
  }
  json->Close(']').Close('}');
}

void ShowOne(const Session& session, const contract::EventType& type) {
  const CatalogueEvent event = Describe(type);
  session.out << session.Paint(Cat(event.number, " ", event.name), Tone::kStrong) << "  "
              << Label(session, event) << "\n\n";
  Table facts({{""}, {"", Align::kLeft, true}});
  const auto fact = [&](const Phrase& name, std::string_view text) {
    if (!text.empty()) facts.AddRow({{std::string(session.Say(name)), Tone::kDim}, {std::string(text)}});
  };
  fact(words::kPublishedBy, Publishers(session, event));
  fact(words::kStream, event.stream == "@target" ? std::string(session.Say(words::kStreamOfTarget))
                                                 : Cat(event.stream, "/<unit>/<", event.key, ">"));
  for (const std::string& step : event.steps) fact(words::kStep, step);
  for (const std::string& limit : event.limits) fact(words::kLimit, limit);
  fact(words::kLane, session.Say(LaneName(event.lane)));
  fact(words::kLaw, event.law);
  facts.Print(session.out, session.out_terminal, 2);
  session.out << '\n';
  Table fields({{std::string(session.Say(words::kField))},
                {std::string(session.Say(words::kType))},
                {std::string(session.Say(words::kRules)), Align::kLeft, true},
                {std::string(session.Say(words::kReaders)), Align::kLeft, true}});
  for (const CatalogueField& field : event.fields) {
    fields.AddRow({{field.section ? Cat(field.path, " §") : field.path, Tone::kAccent},
                   {field.type},
                   {field.rules},
                   {field.readers, Tone::kDim}});
  }
  fields.Print(session.out, session.out_terminal, 2);
  session.out << '\n'
              << session.Say(words::kExampleBatch) << ":\n"
              << ExampleJson(contract::Contract::Get(), type) << '\n';
}

bool Selected(const Flags& flags, const CatalogueEvent& event) {
  if (!flags.stream.empty() && event.stream != flags.stream) return false;
  if (flags.agency.empty()) return true;
  return std::find(event.publishers.begin(), event.publishers.end(), flags.agency) != event.publishers.end();
}

void ShowAll(const Session& session, const Flags& flags) {
  JsonWriter json;
  json.Open('[');
  Table table({{"#", Align::kRight},
               {std::string(session.Say(words::kEvent))},
               {std::string(session.Say(words::kMeaning)), Align::kLeft, true},
               {std::string(session.Say(words::kStream))},
               {std::string(session.Say(words::kLeadsTo)), Align::kLeft, true},
               {std::string(session.Say(words::kPublishedBy)), Align::kLeft, true}});
  for (const CatalogueEvent& event : Catalogue(contract::Contract::Get())) {
    if (!Selected(flags, event)) continue;
    AppendJson(event, &json);
    table.AddRow({{Cat(event.number), Tone::kDim},
                  {event.name, Tone::kAccent},
                  {Label(session, event)},
                  {event.stream},
                  {absl::StrJoin(event.targets, ", ")},
                  {Publishers(session, event), Tone::kDim}});
  }
  if (session.json()) {
    session.out << json.Close(']').text() << '\n';
  } else {
    table.Print(session.out, session.out_terminal);
  }
}

ExitCode RunEvents(const Session& session, const Flags& flags) {
  const contract::Contract& contract = contract::Contract::Get();
  if (flags.markdown) {
    session.out << CatalogueMarkdown(contract);
    return kExitOk;
  }
  if (flags.name.empty()) {
    ShowAll(session, flags);
    return kExitOk;
  }
  const contract::EventType* type = contract.FindEvent(flags.name);
  if (type == nullptr) {
    std::vector<std::string> names;
    for (const auto& known : contract.events()) names.push_back(known->short_name);
    const std::string nearest = Nearest(flags.name, names);
    return Report(session, Problem{kExitUsage, "USAGE", Cat("There is no event '", flags.name, "'."), "", "",
                                   nearest.empty() ? "'homeward events' lists all of them."
                                                   : Cat("Did you mean ", nearest, "?")});
  }
  if (session.json()) {
    JsonWriter json;
    AppendJson(Describe(*type), &json);
    session.out << json.text() << '\n';
  } else {
    ShowOne(session, *type);
  }
  return kExitOk;
}

}  // namespace

void AddEventsCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("events", "Show what may be published: the catalogue of events");
  command->add_option("NAME", flags->name, "One event, with its fields and an example")->type_name("");
  command->add_option("--agency", flags->agency, "Only what this agency may publish")
      ->check(CLI::IsMember({"labour", "police", "border_guard", "prosecution", "commune", "programme"})
                  .description(""))
      ->type_name("AGENCY");
  command->add_option("--stream", flags->stream, "Only events of this kind of stream")->type_name("KIND");
  command->add_flag("--markdown", flags->markdown, "The whole catalogue as docs/events.md");
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunEvents(session, *flags); }; });
}

}  // namespace homeward::cli
