// docs/events.md: the catalogue for readers without the program.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "services/cli/catalogue.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

constexpr std::string_view kIntroduction = R"(# Events

What each agency may publish. Made from the contract's options by `homeward events --markdown`; edit the `.proto`
files under `proto/homeward/`, never this page. `homeward events NAME` prints one event with an example.

How to read an entry:

- **Number**: the field's number in every service's `oneof`, and the event's type number in the log.
- **Stream**: `kind/unit/key`. A stream has one writer, the unit in its name; steps, limits and revisions are checked
  within it and nowhere else. What depends on another agency is never refused; it gets a verdict in the views.
- **Steps**: states before → state after. `none` is the state before the first step. A named machine runs beside others.
- **Who sees it**: `who takes part` is a unit with an event about the person, an addressed unit, the responsible unit,
  the province's coordinator and the auditor. The fields of a person section (§) are cut out and kept on their own.
- JSON takes `personId` and `person_id` alike; enums by name; times as RFC 3339.

Every event comes in an envelope (`proto/homeward/common/v1/envelope.proto`): `id` (UUIDv7, the idempotency key),
`source`, `source_sequence`, `unit`, `province`, `time`, `recorded_at`, and where needed `corrects` with its reason,
`correlation_id`, `causation_id`, `actor_ref`.
)";

std::string Anchor(const CatalogueEvent& event) {
  return absl::AsciiStrToLower(Cat(event.number, "-", event.name));
}

std::string StreamTitle(const std::string& stream) {
  return stream == "@target" ? "The stream of the event it names" : Cat("Stream `", stream, "`");
}

void AppendLine(std::string* page, std::string_view name, const std::string& text) {
  if (!text.empty()) page->append(Cat("- **", name, "**: ", text, "\n"));
}

std::vector<std::string> Names(const std::vector<std::string>& roles) {
  std::vector<std::string> names;
  for (const std::string& role : roles) names.push_back(std::string(AgencyName(role).en));
  return names;
}

void AppendEvent(const CatalogueEvent& event, std::string* page) {
  page->append(Cat("\n### ", event.number, " ", event.name, "\n\n"));
  page->append(Cat(event.label.en(), " · *", event.label.vi(), "*\n\n"));
  AppendLine(page, "Published by", absl::StrJoin(Names(event.publishers), ", "));
  AppendLine(page, "Steps", absl::StrJoin(event.steps, "; "));
  AppendLine(page, "Own limits", absl::StrJoin(event.limits, "; "));
  AppendLine(page, "Lane", std::string(LaneName(event.lane).en));
  AppendLine(page, "Law", event.law);
  AppendLine(page, "JSON", Cat("`", event.json_name, "`"));
  if (event.governance) AppendLine(page, "Governance", "effective-dated; read by the Gate and the views");
  if (event.permanent) AppendLine(page, "Permanent", "cannot be corrected or retracted");
  if (event.fields.empty()) return;
  page->append("\n| field | type | rules | who sees it |\n|---|---|---|---|\n");
  for (const CatalogueField& field : event.fields) {
    page->append(Cat("| `", field.path, "`", field.section ? " §" : "", " | "));
    page->append(field.values == nullptr
                     ? field.type
                     : Cat("[", field.type, "](#", absl::AsciiStrToLower(field.values->name()), ")"));
    page->append(Cat(" | ", field.rules, " | ", field.readers, " |\n"));
  }
}

void AppendCodes(const std::map<std::string, const EnumDescriptor*>& enums, std::string* page) {
  page->append("\n## Codes\n");
  for (const auto& [name, descriptor] : enums) {
    page->append(Cat("\n### ", name, "\n\n| code | English | tiếng Việt |\n|---|---|---|\n"));
    for (int i = 0; i < descriptor->value_count(); ++i) {
      const EnumValueDescriptor* value = descriptor->value(i);
      if (value->number() == 0) continue;  // never published
      const options::v1::Label& label = value->options().GetExtension(options::v1::label);
      page->append(Cat("| `", value->name(), "` | ", label.en(), " | ", label.vi(), " |\n"));
    }
  }
}

}  // namespace

std::string CatalogueMarkdown(const contract::Contract& contract) {
  const std::vector<CatalogueEvent> events = Catalogue(contract);
  std::vector<std::string> streams;  // in order of their first event
  std::map<std::string, const EnumDescriptor*> enums;
  for (const CatalogueEvent& event : events) {
    if (std::find(streams.begin(), streams.end(), event.stream) == streams.end())
      streams.push_back(event.stream);
    for (const CatalogueField& field : event.fields) {
      if (field.values != nullptr) enums[field.values->name()] = field.values;
    }
  }
  std::string page(kIntroduction);
  page.append(
      Cat("\n## At a glance\n\n", events.size(), " events in ", streams.size(), " kinds of stream.\n\n"));
  page.append("| stream | key | events |\n|---|---|---|\n");
  for (const std::string& stream : streams) {
    std::vector<std::string> links;
    std::set<std::string> keys;
    for (const CatalogueEvent& event : events) {
      if (event.stream != stream) continue;
      links.push_back(Cat("[", event.name, "](#", Anchor(event), ")"));
      keys.insert(event.key);
    }
    page.append(Cat("| ", stream == "@target" ? "of the event named" : Cat("`", stream, "`"), " | `",
                    absl::StrJoin(keys, "`, `"), "` | ", absl::StrJoin(links, ", "), " |\n"));
  }
  for (const std::string& stream : streams) {
    page.append(Cat("\n## ", StreamTitle(stream), "\n"));
    for (const CatalogueEvent& event : events) {
      if (event.stream == stream) AppendEvent(event, &page);
    }
  }
  AppendCodes(enums, &page);
  return page;
}

}  // namespace homeward::cli
