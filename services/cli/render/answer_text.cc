#include "services/cli/render/answer_text.h"

#include <cstdio>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "proto/contract/formats.h"
#include "services/cli/render/dates.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {

using coordination::v1::Coded;
using coordination::v1::Verdict;

int64_t Micros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1000;
}

std::string DateOf(const google::protobuf::Timestamp& time) { return ShowDate(Micros(time)); }

std::string DateOf(const coordination::v1::When& when) {
  if (!when.date().empty()) return when.date();
  return when.has_time() ? DateOf(when.time()) : when.week();
}

std::string Text(const Session& session, const Coded& coded) {
  return session.Say(coded.label(), coded.code());
}

std::string ShownId(const Session& session, const std::string& id) {
  const bool shorten = !session.wide && session.out_terminal.interactive && id.size() > kIdHeadColumns + 3;
  return shorten ? Cat(id.substr(0, kIdHeadColumns), "…") : id;
}

std::string ShownPerson(const Session& session, const std::string& person) {
  return session.out_terminal.columns >= kRoomyColumns ? person : ShownId(session, person);
}

std::string ShownInstance(const Session& session, const std::string& instance) {
  if (contract::IsUuid(instance)) return ShownId(session, instance);
  return absl::StrReplaceAll(instance, {{"_", " "}});
}

std::string AgeText(int64_t seconds) {
  if (seconds <= 0) return "";
  const int64_t hours = seconds / 3600;
  return hours < 48 ? Cat(hours, " h") : Cat(hours / 24, " d");
}

Cell VerdictCell(const Session& session, const google::protobuf::RepeatedPtrField<Verdict>& verdicts) {
  std::vector<std::string> parts;
  bool conflict = false;
  for (const Verdict& verdict : verdicts) {
    if (verdict.result() == coordination::v1::VERDICT_RESULT_OK) continue;
    const bool is_conflict = verdict.result() == coordination::v1::VERDICT_RESULT_CONFLICT;
    conflict = conflict || is_conflict;
    std::string part =
        Cat(is_conflict ? "⚑ " : "… ", session.Say(is_conflict ? words::kConflict : words::kAwaiting), ": ",
            Text(session, verdict.code()));
    if (!verdict.unit().empty()) part += Cat(" (", verdict.unit(), ")");
    parts.push_back(part);
  }
  return {absl::StrJoin(parts, "; "), conflict ? Tone::kBad : Tone::kNotice};
}

std::string FieldsText(const Session& session, const coordination::v1::Entry& entry) {
  std::vector<std::pair<std::string, std::string>> parts;  // name and its values
  for (const coordination::v1::Field& field : entry.fields()) {
    const bool id = absl::EndsWith(field.name(), "_id") || absl::EndsWith(field.name(), "_ids");
    if (id || field.value().empty()) continue;
    const size_t dot = field.name().rfind('.');
    const std::string leaf =
        absl::StrReplaceAll(field.name().substr(dot == std::string::npos ? 0 : dot + 1), {{"_", " "}});
    const std::string name = session.Say(field.label(), leaf);
    std::string value = session.Say(field.value_label(), field.value());
    if (contract::IsUuid(value)) value = ShownId(session, value);
    if (value == "true") value.clear();  // the name alone says it
    if (value == "false") value = session.Say(words::kNo);
    if (!parts.empty() && parts.back().first == name && !value.empty()) {
      parts.back().second += Cat(", ", value);
    } else {
      parts.emplace_back(name, value);
    }
  }
  std::vector<std::string> texts;
  for (const auto& [name, value] : parts) texts.push_back(value.empty() ? name : Cat(name, ": ", value));
  if (entry.masked_size() > 0) texts.push_back(Cat(entry.masked_size(), " ", session.Say(words::kHidden)));
  return absl::StrJoin(texts, "; ");
}

std::string SortableDate(const coordination::v1::When& when) {
  int year = 0, week = 0;
  if (std::sscanf(when.week().c_str(), "%4d-W%2d", &year, &week) != 2 || !when.date().empty())
    return DateOf(when);
  // ISO 8601: week 1 holds the 4th of January. The week's Monday stands for it.
  const absl::CivilDay fourth(year, 1, 4);
  const int since_monday = static_cast<int>(absl::GetWeekday(fourth));  // Monday is 0
  return absl::FormatCivilTime(fourth - since_monday + 7 * (week - 1));
}

Tone StateTone(const std::string& state) {
  static const std::set<std::string> kGood = {"completed", "confirmed", "active",      "delivered", "kept",
                                              "met",       "given",     "responsible", "C10"};
  static const std::set<std::string> kBad = {
      "failed",   "declined",         "returned", "cancelled_stop_due", "missed",       "broken",
      "conflict", "entered_in_error", "met_late", "between_agencies",   "not_available"};
  static const std::set<std::string> kOpen = {"awaiting_sender",
                                              "sent",
                                              "received",
                                              "on_hold",
                                              "requested",
                                              "running",
                                              "open_task",
                                              "verification_requested",
                                              "offered",
                                              "extended",
                                              "under_identification"};
  static const std::set<std::string> kDim = {"cancelled", "redirected", "not_applicable",
                                             "suspended", "none",       "closed"};
  if (kGood.contains(state)) return Tone::kGood;
  if (kBad.contains(state)) return Tone::kBad;
  if (kOpen.contains(state)) return Tone::kNotice;
  return kDim.contains(state) ? Tone::kDim : Tone::kPlain;
}

}  // namespace homeward::cli
