#include "projections/victims/timeline.h"

#include "projections/exchanges/build.h"
#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "projections/victims/child.h"

namespace homeward::projections {
namespace {

void ShowResponsible(const ResponsibleUnit& from, coordination::v1::Responsible* to) {
  *to->mutable_state() = CodedOf(from.state);
  for (const std::string& unit : from.units) to->add_units(unit);
  to->set_days(from.days);
  to->set_overdue(from.overdue);
  to->set_handover(from.handover);
}

void AddAll(VerdictsById from, VerdictsById* to) {
  for (auto& [id, verdicts] : from)
    for (auto& v : verdicts) (*to)[id].push_back(std::move(v));
}

// What is doubtful about an exchange stands at its sending; what awaits the other half, at the half that is there.
void ExchangeVerdicts(const std::vector<Exchange>& exchanges, VerdictsById* verdicts) {
  for (const Exchange& e : exchanges) {
    for (const Line& line : e.history) {
      if (!line.stands() || line.fact.key != e.shown.id()) continue;
      for (const auto& v : e.shown.verdicts())
        if (BearsVerdict(line.fact, e, v)) (*verdicts)[line.fact.id()].push_back(v);
    }
  }
}

}  // namespace

Timeline DeriveTimeline(const Facts& facts, const std::vector<Exchange>& exchanges, const Frame& frame) {
  Timeline out;
  out.history = MakeHistory(facts, frame.as_at_us);
  Lines lines;
  for (const Line& line : out.history)
    if (line.stands()) lines.push_back(&line);
  auto& shown = out.shown;
  shown.set_child(IsChild(lines));

  const Identification identification = DeriveIdentification(lines);
  out.verdicts = identification.verdicts;
  for (auto& service : DeriveServices(lines, identification, &out.verdicts)) *shown.add_services() = std::move(service);
  out.tracks = DeriveTracks(lines, identification, frame);
  out.responsible = DeriveResponsible(out.history, exchanges, frame);
  ShowResponsible(out.responsible, shown.mutable_responsible());
  if (out.responsible.state == "conflict" && out.responsible.since != nullptr)
    out.verdicts[out.responsible.since->fact.id()].push_back(ConflictVerdict("two_responsible"));

  SafeguardResult safeguards = CheckSafeguards(lines, shown.child(), frame);
  shown.set_times_asked(safeguards.times_asked);
  shown.set_statements_reused(safeguards.reused);
  for (auto& check : safeguards.checks) *shown.add_safeguards() = std::move(check);
  AddAll(std::move(safeguards.verdicts), &out.verdicts);
  SafetyVerdicts(lines, shown.child(), &out.verdicts);
  ExchangeVerdicts(exchanges, &out.verdicts);

  for (auto& deadline : ToDeadlines(VictimClocks(lines), *frame.governance, frame.as_at_us))
    *shown.add_deadlines() = std::move(deadline);
  *shown.mutable_headline() = CodedOf(Headline(lines, out.tracks, out.responsible));
  if (shown.headline().code() == "awaiting_verification")
    for (const auto& d : shown.deadlines())
      if (d.rule_code().starts_with("verification") && (d.state().code() == "running" || d.state().code() == "missed"))
        shown.set_headline_days_left(d.days_left());
  for (auto& rule : DeriveHardRules(lines, out)) *shown.add_hard_rules() = std::move(rule);
  return out;
}

}  // namespace homeward::projections
