#include "projections/query/cases.h"

#include <algorithm>
#include <set>

#include "projections/access/decide.h"
#include "projections/access/mask.h"
#include "projections/cases/case.h"
#include "projections/cases/projection.h"
#include "projections/labels/labels.h"
#include "projections/limits.h"
#include "projections/lists/listing.h"
#include "projections/projector/projection.h"
#include "projections/query/page.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::CaseProgress;

absl::Status Unknown() { return absl::NotFoundError("unknown, or not yours to read"); }

// Tips named by facts as leading here.
void AddTips(const Facts& facts, std::vector<std::string>* tips) {
  const auto add = [&](const std::string& id) {
    const std::string subject = contract::Cat("tip:", id);
    if (!id.empty() && tips->size() < kLinkedTipsMax && std::find(tips->begin(), tips->end(), subject) == tips->end())
      tips->push_back(subject);
  };
  for (const Fact& f : facts) {
    if (f.Is("CaseInstituted")) add(f.Text("tip_id"));
    if (f.Is("TipResolved")) add(std::string(f.key));
    if (f.Is("TipReceived")) add(f.Text("continues"));
  }
}

Facts VictimFacts(const CaseProgress& progress, Knowledge* knowledge) {
  Facts all;
  for (const std::string& person : progress.persons()) {
    const Facts facts = knowledge->OfPerson(person);
    all.insert(all.end(), facts.begin(), facts.end());
  }
  Sort(&all);
  return all;
}

// The coordinator sees how far it has come, not whom it is about.
void MaskForCoordinator(CaseProgress* e) {
  e->clear_persons();
  e->clear_entries();
  e->clear_extensions();
  e->clear_accused();
  e->clear_charges_approved();
  e->clear_charges_refused();
  for (std::string_view field : {"persons", "entries", "extensions", "accused", "charges_approved", "charges_refused"})
    e->add_masked(std::string(field));
}

// The reader gets a sum only where it may see each number in it: one that its entry shows as "< 10" could be worked out
// from the sum and the others.
void MaskCounts(const Case& from, const Viewer& viewer, const Frame& frame, CaseProgress* e) {
  const auto mask = [&](std::string_view counted, std::string_view field, auto clear) {
    const bool hidden = std::any_of(from.history.begin(), from.history.end(), [&](const Line& line) {
      return line.stands() && line.fact.Is(counted) && line.fact.Number("accused") < kSmallCount &&
             !IsOwn(line.fact.unit(), viewer, frame);
    });
    if (!hidden) return;
    clear();
    e->add_masked(std::string(field));
  };
  mask("AccusedCharged", "accused", [&] { e->clear_accused(); });
  mask("ChargeApproved", "charges_approved", [&] { e->clear_charges_approved(); });
  mask("ChargeRefused", "charges_refused", [&] { e->clear_charges_refused(); });
}

void AddEntries(const Case& from, const Viewer& viewer, const Frame& frame, CaseProgress* to) {
  for (const Line& line : from.history) {
    if (!MayKnowOf(line.fact, viewer, frame)) continue;
    // Another part's steps are in its own progress.
    const bool other = line.fact.StreamKind() == "case" && line.fact.key != to->id() && !line.fact.Is("CaseSplit") &&
                       !line.fact.Is("CaseJoined");
    if (other) continue;
    coordination::v1::Entry entry = RenderEntry(line, viewer, frame);
    if (auto said = from.verdicts.find(line.fact.id()); said != from.verdicts.end() && line.stands())
      for (const auto& v : said->second) *entry.add_verdicts() = v;
    *to->add_entries() = std::move(entry);
  }
}

absl::StatusOr<std::vector<std::string>> ScopesFor(const coordination::v1::ListCasesRequest& request,
                                                   const Viewer& viewer, const Frame& frame) {
  const bool auditor = viewer.role == Role::kAuditor, coordinator = viewer.role == Role::kCoordinator;
  std::vector<std::string> scopes;
  if (auditor || coordinator) {
    const std::string province =
        request.province().empty() ? std::string(contract::UnitProvince(request.unit())) : request.province();
    if (!province.empty() && coordinator && !frame.governance->Coordinates(viewer.unit(), province, frame.as_at_us))
      return absl::PermissionDeniedError("PROVINCE_NOT_COORDINATED: the province is another coordinator's");
    if (!request.unit().empty()) return std::vector<std::string>{request.unit()};
    if (!province.empty()) return std::vector<std::string>{ProvinceScope(province)};
    if (auditor || contract::UnitProvince(viewer.unit()).empty())
      return std::vector<std::string>{std::string(kEverywhere)};
    for (const std::string& p : frame.governance->ProvincesOf(viewer.unit(), frame.as_at_us))
      scopes.push_back(ProvinceScope(p));
    return scopes;
  }
  const std::string& unit = request.unit().empty() ? viewer.unit() : request.unit();
  if (!contract::UnitCovers(viewer.unit(), unit))
    return absl::PermissionDeniedError("UNIT_NOT_OWN: list the cases of your own unit");
  scopes.push_back(unit);
  for (std::string& gone : frame.governance->Inherited(unit, frame.as_at_us)) scopes.push_back(std::move(gone));
  return scopes;
}

}  // namespace

AccessDecision DecideCase(const std::string& subject, const Facts& facts, const Viewer& viewer, Knowledge* knowledge) {
  if (const AccessDecision* granted = knowledge->granted(subject)) return *granted;
  AccessDecision decision = MayReadCase(facts, viewer, knowledge->frame());
  Knowledge* present = knowledge->present();
  if (!decision.granted || present == knowledge || viewer.role == Role::kAuditor) return decision;
  const std::string now = CaseSubject(std::string(IdOf(subject)), present);
  if (now.empty() || !MayReadCase(CaseFacts(now, present), viewer, present->frame()).granted) decision.granted = false;
  return decision;
}

std::string CaseSubject(const std::string& id, Knowledge* knowledge) {
  const std::string as_case = contract::Cat("case:", id);
  if (!knowledge->Of(as_case).empty()) return as_case;
  std::string tip = id;
  std::set<std::string> seen;
  while (seen.insert(tip).second && seen.size() <= kLinkedTipsMax) {
    const History history = MakeHistory(knowledge->Of(contract::Cat("tip:", tip)), knowledge->frame().as_at_us);
    std::string next;
    for (const Line& line : history) {
      if (!line.stands()) continue;
      if (line.fact.Is("CaseInstituted") && line.fact.Text("tip_id") == tip)
        return contract::Cat("case:", line.fact.key);
      if (line.fact.Is("TipReceived") && line.fact.Text("continues") == tip) next = std::string(line.fact.key);
    }
    if (next.empty()) break;
    tip = next;
  }
  const std::string subject = contract::Cat("tip:", tip);
  return knowledge->Of(subject).empty() ? "" : subject;
}

Facts CaseFacts(const std::string& subject, Knowledge* knowledge) {
  Facts facts = knowledge->Of(subject);
  std::vector<std::string> tips;
  AddTips(facts, &tips);
  for (size_t i = 0; i < tips.size(); ++i) {
    if (tips[i] == subject) continue;
    const Facts& of_tip = knowledge->Of(tips[i]);
    facts.insert(facts.end(), of_tip.begin(), of_tip.end());
    AddTips(of_tip, &tips);
  }
  Sort(&facts);
  return facts;
}

absl::StatusOr<CaseProgress> ReadCase(const std::string& subject, const Viewer& viewer, bool entries,
                                      Knowledge* knowledge, std::string* basis) {
  if (subject.empty()) return Unknown();
  const Frame& frame = knowledge->frame();
  const Facts facts = CaseFacts(subject, knowledge);
  const AccessDecision decision = DecideCase(subject, facts, viewer, knowledge);
  if (!knowledge->status().ok()) return knowledge->status();
  if (!decision.granted) return Unknown();
  *basis = decision.basis;
  Case derived = DeriveCase(subject, facts, {}, frame);
  if (!derived.shown.persons().empty())
    derived = DeriveCase(subject, facts, VictimFacts(derived.shown, knowledge), frame);
  if (derived.shown.stage().code().empty()) return Unknown();
  CaseProgress e = std::move(derived.shown);
  derived.shown = CaseProgress();
  if (entries) AddEntries(derived, viewer, frame, &e);
  if (viewer.role == Role::kCoordinator) {
    MaskForCoordinator(&e);
  } else {
    MaskCounts(derived, viewer, frame, &e);
  }
  if (!knowledge->status().ok()) return knowledge->status();
  return e;
}

absl::StatusOr<CasesPage> ListCasesPage(const coordination::v1::ListCasesRequest& request, const PageScope& scope,
                                        const PageStart& start, const Viewer& viewer, const SightPtr& sight,
                                        Knowledge* knowledge) {
  auto scopes = ScopesFor(request, viewer, knowledge->frame());
  if (!scopes.ok()) return scopes.status();
  auto size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const std::string& after = start.after;
  if (auto checked = CheckCodes(request.stages(), "stages"); !checked.ok()) return checked;
  CasesPage page;
  std::string next;
  const bool ended_too = request.include_ended() || request.context().has_as_at();
  for (const char section : {kOpenSection, kClosedSection}) {
    const bool passed = !after.empty() && after[0] == kClosedSection && section == kOpenSection;
    if ((section == kClosedSection && !ended_too) || passed) continue;
    std::vector<IndexRange> ranges;
    if (auto added = AddRanges(*sight, kCasesView, kCaseList, section, *scopes, &ranges); !added.ok()) return added;
    std::string last;
    auto whole = WalkIndex(
        *sight, ranges, *scopes, !after.empty() && after[0] == section ? after.substr(1) : "",
        [&](const std::string&, const std::string& subject) {
          if (page.cases.size() >= *size) return false;
          std::string basis;
          auto progress = ReadCase(subject, viewer, false, knowledge, &basis);
          if (!progress.ok()) return true;
          if (!request.include_ended() && progress->has_ending()) return true;
          const auto& stages = request.stages();
          if (!stages.empty() && std::find(stages.begin(), stages.end(), progress->stage().code()) == stages.end())
            return true;
          page.cases.push_back(*std::move(progress));
          return true;
        },
        &last);
    if (!whole.ok()) return whole.status();
    if (!*whole) {
      next = section + last;
      break;
    }
  }
  if (!knowledge->status().ok()) return knowledge->status();
  if (next.empty()) return page;
  page.next_page_token = EncodeToken(scope, {next, knowledge->frame().as_at_us});
  return page;
}

}  // namespace homeward::projections
