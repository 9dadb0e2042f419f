#include "projections/victims/child.h"

#include <algorithm>
#include <string_view>

#include "projections/exchanges/build.h"
#include "projections/labels/labels.h"
#include "projections/rules/codes.h"

namespace homeward::projections {
namespace {

using coordination::v1::Safeguard;
using Lines = std::vector<const Line*>;

bool Hears(const Fact& f) {
  return (f.Is("StatementTaken") && f.Text("reused_statement").empty()) || f.Is("ConfrontationHeld") ||
         f.Is("VictimHeard");
}

// A check over every hearing of the child.
class Checks {
 public:
  Checks(const Lines& lines, SafeguardResult* out) : out_(out) {
    for (const Line* l : lines) {
      if (!Hears(l->fact)) continue;
      hearings_.push_back(l);
      if (l->fact.Is("StatementTaken")) statements_.push_back(l);
    }
  }

  // Kept where every statement taken says so.
  void Every(std::string_view code, std::string_view field) {
    Add(code, !statements_.empty(), AllSay(field), CountSaying(field));
  }
  bool AllSay(std::string_view field) const {
    return !statements_.empty() && CountSaying(field) == static_cast<int>(statements_.size());
  }
  int CountSaying(std::string_view field) const {
    return static_cast<int>(
        std::count_if(statements_.begin(), statements_.end(), [&](const Line* l) { return l->fact.Flag(field); }));
  }
  void Add(std::string_view code, bool applies, bool kept, int count) {
    Safeguard check;
    *check.mutable_check() = CodedOf(code);
    check.set_applies(applies);
    check.set_kept(kept);
    check.set_count(count);
    out_->checks.push_back(std::move(check));
  }
  const Lines& hearings() const { return hearings_; }

 private:
  SafeguardResult* out_;
  Lines hearings_;  // statements, confrontations, hearings in court
  Lines statements_;
};

int CountOf(const Lines& lines, std::string_view name) {
  return static_cast<int>(std::count_if(lines.begin(), lines.end(), [&](const Line* l) { return l->fact.Is(name); }));
}

void HearingVerdicts(const Lines& hearings, const Frame& frame, SafeguardResult* out) {
  for (const Line* l : hearings) {
    const Fact& f = l->fact;
    auto& verdicts = out->verdicts[f.id()];
    if (!f.Is("ConfrontationHeld") && !f.Flag("representative"))
      verdicts.push_back(ConflictVerdict("child_without_representative", f.unit()));
    const RuleRow* rule = frame.governance->Rule(rules::kStatementsPerDay, f.time_us);
    if (rule != nullptr && f.Number("sessions_today") > rule->amount)
      verdicts.push_back(ConflictVerdict("child_sessions", f.unit()));
    if (f.Code("minutes") == "over_120") verdicts.push_back(ConflictVerdict("child_session_long", f.unit()));
    if (f.Is("ConfrontationHeld") && f.Code("necessity").empty())
      verdicts.push_back(ConflictVerdict("no_necessity", f.unit()));
    if (verdicts.empty()) out->verdicts.erase(f.id());
  }
}

bool Conflicts(const SafeguardResult& result, std::initializer_list<std::string_view> codes) {
  for (const auto& [id, verdicts] : result.verdicts)
    for (const auto& v : verdicts)
      if (std::find(codes.begin(), codes.end(), v.code().code()) != codes.end()) return true;
  return false;
}

}  // namespace

std::string AgeBand(const Lines& lines) {
  std::string band;
  for (const Line* l : lines)
    if (std::string said = l->fact.Code("age_band"); !said.empty()) band = said;
  return band;
}

bool IsChild(const Lines& lines) {
  const std::string band = AgeBand(lines);
  if (!band.empty()) return band != "adult";
  return std::any_of(lines.begin(), lines.end(), [](const Line* l) {
    return l->fact.Flag("is_child") || l->fact.Code("person_agrees") == "child_escorted" ||
           l->fact.Is("RepresentativeAppointed");
  });
}

SafeguardResult CheckSafeguards(const Lines& lines, bool child, const Frame& frame) {
  SafeguardResult result;
  for (const Line* l : lines) {
    if (!l->fact.Is("StatementTaken")) continue;
    (l->fact.Text("reused_statement").empty() ? result.times_asked : result.reused)++;
  }
  if (!child) return result;
  Checks checks(lines, &result);
  HearingVerdicts(checks.hearings(), frame, &result);
  const int appointed = CountOf(lines, "RepresentativeAppointed") + CountOf(lines, "RepresentativeReplaced");
  checks.Add("representative", true, appointed > 0, appointed);
  const int lawyers = CountOf(lines, "LegalAidAssigned");
  checks.Add("lawyer", true, lawyers > 0 || checks.AllSay("lawyer"), lawyers);
  const int explained = CountOf(lines, "RightsExplained");
  checks.Add("rights_explained", true, explained > 0, explained);
  checks.Every("social_worker", "social_worker");
  checks.Every("friendly_room", "friendly_room");
  checks.Every("recorded", "recorded");
  const bool heard = !checks.hearings().empty();
  checks.Add("sessions", heard, !Conflicts(result, {"child_sessions", "child_session_long"}), result.times_asked);
  const int confronted = CountOf(lines, "ConfrontationHeld");
  checks.Add("confrontation", confronted > 0, !Conflicts(result, {"no_necessity"}), confronted);
  checks.Add("asked_once", result.times_asked > 0, result.times_asked <= 1, result.times_asked);
  return result;
}

}  // namespace homeward::projections
