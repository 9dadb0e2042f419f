// Verdicts on consents, representatives, relatives, merges and disputes.
#include <algorithm>

#include "projections/exchanges/build.h"
#include "projections/victims/child.h"
#include "projections/victims/timeline.h"

namespace homeward::projections {
namespace {

void Say(const Line& line, coordination::v1::Verdict verdict, VerdictsById* verdicts) {
  (*verdicts)[line.fact.id()].push_back(std::move(verdict));
}

// Whether somebody assessed relatives of that relation (or of none in particular) as unsafe.
const Line* UnsafeAssessment(const Lines& lines, std::string_view relation) {
  for (const Line* l : lines) {
    if (!l->fact.Is("RelativeSafetyAssessed") || l->fact.Code("safety") != "unsafe") continue;
    const std::string of = l->fact.Code("relation");
    if (of.empty() || of == relation) return l;
  }
  return nullptr;
}

bool IsRelative(std::string_view relation) {
  return relation == "father" || relation == "mother" || relation == "spouse" || relation == "other_relative";
}

bool IsRepresentative(const Fact& f) { return f.Is("RepresentativeAppointed") || f.Is("RepresentativeReplaced"); }

// A child from seven consents together with the representative, or an appointed guardian does; one who was replaced
// for a conflict of interest has consented to nothing.
void ConsentVerdicts(const Lines& lines, bool child, VerdictsById* verdicts) {
  for (const Line* l : lines) {
    if (!l->fact.Is("ConsentRecorded") || !child) continue;
    const std::string by = l->fact.Code("given_by");
    if (by == "self") Say(*l, ConflictVerdict("child_consent_form", l->fact.unit()), verdicts);
    if (by != "representative" && by != "child_and_representative") continue;
    const bool conflicted = std::any_of(lines.begin(), lines.end(), [&](const Line* r) {
      return r->fact.Is("RepresentativeReplaced") && r->fact.Flag("conflict_of_interest") &&
             r->fact.time_us > l->fact.time_us;
    });
    if (conflicted) Say(*l, ConflictVerdict("consent_conflicted_representative", l->fact.unit()), verdicts);
  }
}

void RelativesVerdicts(const Lines& lines, bool child, VerdictsById* verdicts) {
  for (const Line* l : lines) {
    if (!l->fact.Is("RelativesNotified")) continue;
    const std::string id = l->fact.Text("safety_assessment_id");
    const auto assessed = std::find_if(lines.begin(), lines.end(), [&](const Line* a) {
      return a->fact.Is("RelativeSafetyAssessed") && a->fact.Text("assessment_id") == id;
    });
    if (assessed == lines.end()) {
      Say(*l, AwaitingVerdict("safety_assessment", l->fact.unit()), verdicts);
    } else if ((*assessed)->fact.Code("safety") != "safe") {
      Say(*l, ConflictVerdict("relatives_unsafe", l->fact.unit()), verdicts);
    }
    if (!child && !l->fact.Flag("by_own_wish")) Say(*l, ConflictVerdict("adult_own_wish", l->fact.unit()), verdicts);
  }
}

void MergeVerdicts(const Lines& lines, VerdictsById* verdicts) {
  for (const Line* l : lines) {
    if (!l->fact.Is("IdentitiesMerged")) continue;
    const bool agreed = std::any_of(lines.begin(), lines.end(), [&](const Line* other) {
      return other->fact.Is("IdentitiesMerged") && other->fact.Text("merge_id") == l->fact.Text("merge_id") &&
             other->fact.stream != l->fact.stream;
    });
    if (!agreed) Say(*l, AwaitingVerdict("second_agency"), verdicts);
  }
}

}  // namespace

void SafetyVerdicts(const Lines& lines, bool child, VerdictsById* verdicts) {
  ConsentVerdicts(lines, child, verdicts);
  RelativesVerdicts(lines, child, verdicts);
  MergeVerdicts(lines, verdicts);
  for (const Line* l : lines) {
    if (!l->disputed_by.empty()) Say(*l, ConflictVerdict("disputed"), verdicts);
    if (!IsRepresentative(l->fact)) continue;
    const std::string relation = l->fact.Code("representative");
    if (IsRelative(relation) && UnsafeAssessment(lines, relation) != nullptr)
      Say(*l, ConflictVerdict("representative_unsafe", l->fact.unit()), verdicts);
  }
}

}  // namespace homeward::projections
