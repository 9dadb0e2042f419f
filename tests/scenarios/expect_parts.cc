// What each kind of expectation knows besides the fields of its message.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "projections/access/rule.h"
#include "tests/scenarios/expect.h"
#include "tests/scenarios/set_field.h"

namespace homeward::scenario {
namespace {

// "verdict.e5" with prefix "verdict." → "e5".
bool Under(const std::string& path, const std::string& prefix, std::string* rest) {
  if (!absl::StartsWith(path, prefix)) return false;
  *rest = path.substr(prefix.size());
  return true;
}

void Missing(const std::string& what, Differences* differences) {
  differences->push_back(absl::StrCat(what, " is not shown"));
}

std::string OwedText(const pb::Owed& owed) { return absl::StrCat(owed.unit(), ":", owed.step().code()); }

void CheckOwed(const pb::Exchange& exchange, const std::string& expected, const Scene& scene,
               Differences* differences) {
  std::vector<std::string> got;
  for (const pb::Owed& owed : exchange.owed()) got.push_back(OwedText(owed));
  std::vector<std::string> wanted = absl::StrSplit(expected, ',', absl::SkipEmpty());
  if (expected == "nobody") wanted.clear();
  bool same = wanted.size() == got.size();
  for (const std::string& one : wanted) {
    const std::vector<std::string> parts = absl::StrSplit(one, ':');
    same &= std::any_of(exchange.owed().begin(), exchange.owed().end(), [&](const pb::Owed& owed) {
      return owed.unit() == scene.symbols().Unit(parts[0]) && (parts.size() == 1 || owed.step().code() == parts[1]);
    });
  }
  if (!same) differences->push_back(Difference("owes", expected, got.empty() ? "nobody" : absl::StrJoin(got, ",")));
}

void CheckEntry(const std::string& key, const pb::Entry* entry, const Assignment& attribute, const Scene& scene,
                Differences* differences) {
  if (entry == nullptr) return Missing(attribute.path, differences);
  if (key == "verdict") return MatchVerdict(attribute.path, attribute.value, entry->verdicts(), differences);
  if (key == "struck") {
    const std::string got = entry->struck_through() ? entry->strike().code() : "none";
    if (got != attribute.value) differences->push_back(Difference(attribute.path, attribute.value, got));
  } else if (key == "replaced") {
    MatchContains(attribute.path, attribute.value, {entry->replaced_by()}, scene.symbols(), differences);
  } else {
    MatchContains(attribute.path, attribute.value, {entry->disputed_by().begin(), entry->disputed_by().end()},
                  scene.symbols(), differences);
  }
}

google::protobuf::RepeatedPtrField<pb::Entry> AllEntries(const pb::VictimTimeline& timeline) {
  google::protobuf::RepeatedPtrField<pb::Entry> entries;
  for (const pb::LaneEntries& lane : timeline.lanes()) entries.MergeFrom(lane.entries());
  entries.MergeFrom(timeline.duplicates());
  return entries;
}

void CheckLane(const pb::VictimTimeline& timeline, const std::string& name, const std::string& expected,
               const Scene& scene, Differences* differences) {
  std::vector<std::string> ids;
  bool found = false;
  for (const pb::LaneEntries& lane : timeline.lanes()) {
    const std::string code =
        ShortEnumName(google::protobuf::GetEnumDescriptor<options::v1::Lane>()->FindValueByNumber(lane.lane()));
    if (!absl::StrContains(code, name)) continue;
    found = true;
    for (const pb::Entry& entry : lane.entries()) ids.push_back(entry.event_id());
  }
  if (!found) return Missing(absl::StrCat("lane ", name), differences);
  MatchContains(absl::StrCat("lane.", name), expected, ids, scene.symbols(), differences);
}

void CheckResponsible(const pb::Responsible& responsible, const std::string& expected, const Scene& scene,
                      Differences* differences) {
  const std::string& state = responsible.state().code();
  const std::vector<std::string> units(responsible.units().begin(), responsible.units().end());
  std::string got = state == "responsible" || state.empty() ? absl::StrJoin(units, ",")
                    : units.empty()                         ? state
                                                            : absl::StrCat(state, "(", absl::StrJoin(units, ","), ")");
  const size_t open = expected.find('(');
  std::vector<std::string> wanted;
  if (open != std::string::npos) {
    wanted = absl::StrSplit(expected.substr(open + 1, expected.size() - open - 2), ',');
  } else if (expected != "none") {
    wanted = {expected};
  }
  const std::string wanted_state = open != std::string::npos ? expected.substr(0, open)
                                   : expected == "none"      ? "none"
                                                             : "responsible";
  bool same = state == wanted_state && wanted.size() == units.size();
  for (const std::string& unit : wanted) {
    same &= std::find(units.begin(), units.end(), scene.symbols().Unit(unit)) != units.end();
  }
  if (!same) differences->push_back(Difference("responsible", expected, got));
}

void CheckService(const pb::VictimTimeline& timeline, const std::string& path, const std::string& expected,
                  Differences* differences) {
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  for (const pb::PlannedService& service : timeline.services()) {
    if (service.service().code() != parts[0]) continue;
    const bool entitlement = parts.size() > 1 && parts[1] == "entitlement";
    const std::string& got = entitlement ? service.entitlement().code() : service.state().code();
    if (got != expected) differences->push_back(Difference(absl::StrCat("service.", path), expected, got));
    return;
  }
  Missing(absl::StrCat("service ", parts[0]), differences);
}

void CheckRule(const pb::VictimTimeline& timeline, const std::string& number, const std::string& expected,
               Differences* differences) {
  for (const pb::HardRule& rule : timeline.hard_rules()) {
    if (absl::StrCat(rule.number()) != number) continue;
    if (rule.state().code() != expected) {
      differences->push_back(Difference(absl::StrCat("rule.", number), expected, rule.state().code()));
    }
    return;
  }
  Missing(absl::StrCat("rule ", number), differences);
}

}  // namespace

const pb::Entry* FindEntry(const google::protobuf::RepeatedPtrField<pb::Entry>& entries, const std::string& label,
                           const Symbols& symbols) {
  const std::string* id = symbols.EventId(label);
  if (id == nullptr) return nullptr;
  const auto it = std::find_if(entries.begin(), entries.end(), [&](const auto& e) {
    return e.event_id() == *id || e.event_id() == projections::EventReference(*id);  // where only the week is told
  });
  return it == entries.end() ? nullptr : &*it;
}

void CheckDeadline(const google::protobuf::RepeatedPtrField<pb::Deadline>& deadlines, const std::string& code,
                   const std::string& expected, Differences* differences) {
  std::vector<std::string> got;
  for (const pb::Deadline& deadline : deadlines) {
    if (!absl::StartsWith(deadline.rule_code(), code)) continue;
    if (deadline.state().code() == expected) return;
    got.push_back(deadline.state().code());
  }
  differences->push_back(Difference(absl::StrCat("deadline.", code), expected, absl::StrJoin(got, ",")));
}

void CheckTrack(const google::protobuf::RepeatedPtrField<pb::Track>& tracks, const std::string& path,
                const std::string& expected, const Symbols& symbols, Differences* differences) {
  const size_t dot = path.find('.');
  std::vector<std::string> got;
  for (const pb::Track& track : tracks) {
    if (track.track().code() != path.substr(0, dot)) continue;
    if (dot != std::string::npos && !SameId(path.substr(dot + 1), track.instance(), symbols)) continue;
    if (track.state().code() == expected) return;
    got.push_back(track.masked() ? "masked" : track.state().code());
  }
  differences->push_back(Difference(absl::StrCat("track.", path), expected, absl::StrJoin(got, ",")));
}

void CheckExchange(const pb::Exchange& exchange, const Assignment& attribute, const Scene& scene,
                   Differences* differences) {
  std::string rest;
  if (attribute.path == "owes") return CheckOwed(exchange, attribute.value, scene, differences);
  if (attribute.path == "verdict") return MatchVerdict("verdict", attribute.value, exchange.verdicts(), differences);
  if (attribute.path == "overlay") {
    std::vector<std::string> codes;
    for (const pb::Overlay& overlay : exchange.overlays()) codes.push_back(overlay.code());
    return MatchContains("overlay", attribute.value, codes, scene.symbols(), differences);
  }
  if (Under(attribute.path, "verdict.", &rest)) {
    return CheckEntry("verdict", FindEntry(exchange.entries(), rest, scene.symbols()), attribute, scene, differences);
  }
  MatchField(exchange, attribute.path, attribute.value, scene.place(), differences);
}

void CheckCase(const pb::CaseProgress& progress, const Assignment& attribute, const Scene& scene,
               Differences* differences) {
  std::string rest;
  if (Under(attribute.path, "deadline.", &rest)) {
    return CheckDeadline(progress.deadlines(), rest, attribute.value, differences);
  }
  if (Under(attribute.path, "verdict.", &rest)) {
    return CheckEntry("verdict", FindEntry(progress.entries(), rest, scene.symbols()), attribute, scene, differences);
  }
  if (Under(attribute.path, "safeguard.", &rest)) {
    for (const pb::Safeguard& safeguard : progress.safeguards()) {
      if (safeguard.check().code() != rest) continue;
      const std::string got = !safeguard.applies() ? "not_applicable" : safeguard.kept() ? "kept" : "missing";
      if (got != attribute.value) differences->push_back(Difference(attribute.path, attribute.value, got));
      return;
    }
    return Missing(attribute.path, differences);
  }
  MatchField(progress, attribute.path, attribute.value, scene.place(), differences);
}

void CheckVictim(const pb::VictimTimeline& timeline, const Assignment& attribute, const Scene& scene,
                 Differences* differences) {
  const std::string& path = attribute.path;
  std::string rest;
  if (path == "readable") return;  // the answer is there
  if (path == "responsible") return CheckResponsible(timeline.responsible(), attribute.value, scene, differences);
  if (Under(path, "lane.", &rest)) return CheckLane(timeline, rest, attribute.value, scene, differences);
  if (Under(path, "track.", &rest)) {
    return CheckTrack(timeline.tracks(), rest, attribute.value, scene.symbols(), differences);
  }
  if (Under(path, "service.", &rest)) return CheckService(timeline, rest, attribute.value, differences);
  if (Under(path, "rule.", &rest)) return CheckRule(timeline, rest, attribute.value, differences);
  if (Under(path, "deadline.", &rest)) return CheckDeadline(timeline.deadlines(), rest, attribute.value, differences);
  for (const std::string key : {"verdict", "struck", "replaced", "disputed"}) {
    if (!Under(path, key + ".", &rest)) continue;
    const auto entries = AllEntries(timeline);
    return CheckEntry(key, FindEntry(entries, rest, scene.symbols()), attribute, scene, differences);
  }
  MatchField(timeline, path, attribute.value, scene.place(), differences);
}

void CheckScreening(const pb::Screening& screening, const Assignment& attribute, const Scene& scene,
                    Differences* differences) {
  pb::Screening bare = screening;  // "< 10" is written as one word
  for (std::string* count :
       {bare.mutable_screened(), bare.mutable_positive(), bare.mutable_linked(), bare.mutable_unlinked()}) {
    absl::StrReplaceAll({{" ", ""}}, count);
  }
  MatchField(bare, attribute.path, attribute.value, scene.place(), differences);
}

void CheckServiceUser(const pb::GetServiceUserRecordResponse& record, const Assignment& attribute, const Scene& scene,
                      Differences* differences) {
  std::string rest;
  if (Under(attribute.path, "track.", &rest)) {
    return CheckTrack(record.tracks(), rest, attribute.value, scene.symbols(), differences);
  }
  if (attribute.path == "entries") {
    std::vector<std::string> ids;
    for (const pb::Entry& entry : record.entries()) ids.push_back(entry.event_id());
    return MatchContains("entries", attribute.value, ids, scene.symbols(), differences);
  }
  MatchField(record, attribute.path, attribute.value, scene.place(), differences);
}

}  // namespace homeward::scenario
