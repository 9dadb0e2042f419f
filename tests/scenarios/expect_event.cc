// expect event LABEL …: one event as a reader gets it, by the rules that every view and the audit read with. Events of
// which no view shows anything yet (receptions at the border) are read this way.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "projections/access/mask.h"
#include "projections/governance/governance.h"
#include "tests/scenarios/expect.h"

namespace homeward::scenario {
namespace {

// The shown value, "masked" or "" of a field by its name or the end of its path.
std::string Shown(const pb::Entry& entry, const std::string& name) {
  const auto named = [&](const std::string& path) { return path == name || absl::EndsWith(path, "." + name); };
  if (name == "date") return entry.when().date();
  for (const pb::Field& field : entry.fields()) {
    if (named(field.name())) return absl::StrReplaceAll(field.value(), {{" ", ""}});
  }
  return std::any_of(entry.masked().begin(), entry.masked().end(), named) ? "masked" : "";
}

}  // namespace

Differences CheckEvent(const Expectation& expectation, const Scene& scene) {
  const auto position = scene.positions.find(expectation.words[1]);
  if (position == scene.positions.end()) return {absl::StrCat("no event is labelled ", expectation.words[1])};
  auto event = scene.world->store().Read(eventstore::Position(position->second));
  if (!event.ok()) return {event.status().ToString()};
  const auto governance = projections::Governance::Build({});
  const projections::Viewer viewer = ViewerOf(expectation.viewer, scene.symbols());
  const projections::Frame frame{scene.world->now_us(), governance.get()};
  projections::Line line;
  line.fact = projections::MakeFact(*event);
  const pb::Entry entry = projections::RenderEntry(line, viewer, frame);
  Differences differences;
  for (const Assignment& attribute : expectation.attributes) {
    const std::string got = Shown(entry, attribute.path);
    const bool same = attribute.value == "none" ? got.empty() : SameId(attribute.value, got, scene.symbols());
    if (!same) differences.push_back(Difference(attribute.path, attribute.value, got));
  }
  return differences;
}

}  // namespace homeward::scenario
