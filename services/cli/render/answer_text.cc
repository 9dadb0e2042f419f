#include "services/cli/render/answer_text.h"

#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
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
  std::vector<std::string> parts;
  for (const coordination::v1::Field& field : entry.fields()) {
    if (absl::EndsWith(field.name(), "_id") || field.value().empty()) continue;
    const size_t dot = field.name().rfind('.');
    const std::string leaf =
        absl::StrReplaceAll(field.name().substr(dot == std::string::npos ? 0 : dot + 1), {{"_", " "}});
    parts.push_back(
        Cat(session.Say(field.label(), leaf), ": ", session.Say(field.value_label(), field.value())));
  }
  if (entry.masked_size() > 0) parts.push_back(Cat(entry.masked_size(), " ", session.Say(words::kHidden)));
  return absl::StrJoin(parts, "; ");
}

Tone StateTone(const std::string& state) {
  static const std::set<std::string> kGood = {"completed", "confirmed", "active",      "delivered", "kept",
                                              "met",       "given",     "responsible", "C10"};
  static const std::set<std::string> kBad = {
      "failed", "declined", "returned",         "cancelled_stop_due", "entered_in_error", "missed",
      "broken", "conflict", "between_agencies", "not_available",      "met_late"};
  static const std::set<std::string> kDim = {"cancelled", "redirected", "not_applicable", "suspended",
                                             "none"};
  if (kGood.contains(state)) return Tone::kGood;
  if (kBad.contains(state)) return Tone::kBad;
  return kDim.contains(state) ? Tone::kDim : Tone::kNotice;
}

}  // namespace homeward::cli
