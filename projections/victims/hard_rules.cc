// The ten hard rules of pathways 2.3, each with what was found.
#include <algorithm>

#include "projections/labels/labels.h"
#include "projections/victims/timeline.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::HardRule;

class Rules {
 public:
  explicit Rules(const Timeline& timeline) : timeline_(timeline) {}

  HardRule& Add(int number, std::string_view state) {
    HardRule& rule = rules_.emplace_back();
    rule.set_number(number);
    *rule.mutable_label() = LabelOf(contract::Cat("rule_", number));
    *rule.mutable_state() = CodedOf(state);
    return rule;
  }
  // Broken by events with one of the verdicts, open while one is awaited.
  void ByVerdicts(int number, std::initializer_list<std::string_view> broken,
                  std::initializer_list<std::string_view> open) {
    std::string_view state = "kept";
    std::vector<std::string> ids;
    for (const auto& [id, verdicts] : timeline_.verdicts) {
      for (const auto& v : verdicts) {
        const bool breaks = std::find(broken.begin(), broken.end(), v.code().code()) != broken.end();
        const bool opens = std::find(open.begin(), open.end(), v.code().code()) != open.end();
        if (!breaks && !opens) continue;
        ids.push_back(id);
        if (breaks) state = "broken";
        if (opens && state == "kept") state = "open_task";
      }
    }
    HardRule& rule = Add(number, state);
    for (std::string& id : ids) rule.add_event_ids(std::move(id));
  }
  std::vector<HardRule> Take() && { return std::move(rules_); }

 private:
  const Timeline& timeline_;
  std::vector<HardRule> rules_;
};

bool Has(const Lines& lines, std::initializer_list<std::string_view> names) {
  return std::any_of(lines.begin(), lines.end(), [&](const Line* l) {
    return std::find(names.begin(), names.end(), l->fact.name()) != names.end();
  });
}

std::string_view DrafterRule(const Lines& lines) {
  if (!Has(lines, {"PlanApproved"})) return "not_applicable";
  for (const Line* approved : lines) {
    if (!approved->fact.Is("PlanApproved")) continue;
    for (const Line* drafted : lines)
      if (drafted->fact.Is("PlanDrafted") && drafted->fact.key == approved->fact.key &&
          drafted->fact.Text("drafted_by") == approved->fact.Text("approved_by"))
        return "broken";
  }
  return "kept";
}

std::string_view RepresentativeRule(const Lines& lines, const Timeline& timeline) {
  if (!timeline.shown.child()) return "not_applicable";
  const Line* current = nullptr;
  for (const Line* l : lines)
    if (l->fact.Is("RepresentativeAppointed") || l->fact.Is("RepresentativeReplaced")) current = l;
  if (current == nullptr) return "open_task";
  auto said = timeline.verdicts.find(current->fact.id());
  const bool unsafe = said != timeline.verdicts.end() &&
                      std::any_of(said->second.begin(), said->second.end(),
                                  [](const auto& v) { return v.code().code() == "representative_unsafe"; });
  return unsafe ? "broken" : "kept";
}

// Somebody who comes back after support was closed is the same person, whose support is opened again.
std::string_view ReopenRule(const Lines& lines) {
  const Line *closed = nullptr, *back = nullptr, *left = nullptr, *reopened = nullptr;
  for (const Line* l : lines) {
    const Fact& f = l->fact;
    if (f.Is("SupportClosed")) closed = l, back = reopened = nullptr;
    if (f.Is("LeftByOwnWish") || f.Is("ContactLost")) left = l;
    if (f.Is("SupportReopened") || f.Is("PlanReopened")) reopened = l;
    if ((closed != nullptr || left != nullptr) &&
        (f.Is("VictimReported") || f.Is("VictimRescued") || f.Is("VictimReceived") || f.Is("ContactRegained")))
      back = l;
  }
  if (back == nullptr) return "not_applicable";
  return closed != nullptr && reopened == nullptr ? "open_task" : "kept";
}

}  // namespace

std::vector<HardRule> DeriveHardRules(const Lines& lines, const Timeline& timeline) {
  Rules rules(timeline);
  const bool supported = Has(lines, {"ImmediateSupportGiven", "ImmediateSupportDeclined", "SupportServiceDelivered",
                                     "SupportServiceStarted", "ShelterAdmitted"});
  rules.Add(1, supported ? "kept" : "open_task");
  rules.ByVerdicts(2, {"after_decline"}, {});
  rules.Add(3, DrafterRule(lines));
  rules.ByVerdicts(4, {"relatives_unsafe", "adult_own_wish"}, {"safety_assessment"});
  rules.Add(5, RepresentativeRule(lines, timeline));
  HardRule& six = rules.Add(6, timeline.responsible.state == "conflict" ? "broken" : "kept");
  if (timeline.responsible.state == "conflict" && timeline.responsible.since != nullptr)
    six.add_event_ids(timeline.responsible.since->fact.id());
  rules.ByVerdicts(7, {"other_issuer"}, {});
  rules.Add(8, "kept");  // the Gate refuses every correction by another
  rules.Add(9, "kept");  // the masks leave such facts out of every other view
  rules.Add(10, ReopenRule(lines));
  return std::move(rules).Take();
}

}  // namespace homeward::projections
