// What a case's events await from another agency, or where two contradict each other.
#include <algorithm>

#include "projections/cases/case.h"
#include "projections/exchanges/build.h"
#include "projections/facts/dates.h"
#include "projections/facts/values.h"
#include "projections/labels/labels.h"

namespace homeward::projections {
namespace {

using coordination::v1::Verdict;
using Lines = std::vector<const Line*>;

void Say(const Line& line, Verdict verdict, Case* out) {
  if (verdict.result() == coordination::v1::VERDICT_RESULT_AWAITING ||
      verdict.result() == coordination::v1::VERDICT_RESULT_CONFLICT)
    *out->shown.add_awaits() = verdict;
  out->verdicts[line.fact.id()].push_back(std::move(verdict));
}

bool Has(const Lines& lines, std::string_view name) {
  return std::any_of(lines.begin(), lines.end(), [&](const Line* l) { return l->fact.Is(name); });
}

// Pairs each extension asked of the procuracy with its answer, in order.
void Extensions(const Lines& lines, std::string_view asked, std::string_view granted, std::string_view refused,
                std::string_view clock, Case* out) {
  std::vector<const Line*> answers;
  for (const Line* l : lines)
    if (l->fact.Is(granted) || l->fact.Is(refused)) answers.push_back(l);
  size_t next = 0;
  for (const Line* l : lines) {
    if (!l->fact.Is(asked)) continue;
    auto* extension = out->shown.add_extensions();
    extension->set_event_id(l->fact.id());
    *extension->mutable_clock() = CodedOf(clock);
    if (Micros due = l->fact.Time("due"); due != 0) extension->set_until(DateText(due));
    const bool own = l->fact.Code("by") == "own_head";
    *extension->mutable_by() =
        l->fact.Code("by").empty() ? CodedOf("procuracy") : ValueCoded(*l->fact.event->payload, "by");
    Verdict verdict;
    if (own) {
      verdict.set_result(coordination::v1::VERDICT_RESULT_OK);
    } else if (next >= answers.size()) {
      verdict = AwaitingVerdict("procuracy_extension");
    } else if (answers[next]->fact.Is(refused)) {
      verdict = ConflictVerdict("extension_refused", answers[next]->fact.unit());
    } else if (LocalDay(answers[next]->fact.Time("due")) < LocalDay(l->fact.Time("due"))) {
      verdict = ConflictVerdict("extension_beyond_grant", answers[next]->fact.unit());
    } else {
      verdict.set_result(coordination::v1::VERDICT_RESULT_OK);
    }
    if (!own) ++next;
    if (verdict.result() == coordination::v1::VERDICT_RESULT_OK) {
      *verdict.mutable_code() = CodedOf("ok");
      verdict.set_text("ok");
    }
    *extension->mutable_verdict() = verdict;
    if (verdict.text() != "ok") Say(*l, std::move(verdict), out);
  }
}

void Charges(const Lines& lines, Case* out) {
  int64_t charged = 0, approved = 0, refused = 0;
  const Line *last_charge = nullptr, *last_answer = nullptr;
  for (const Line* l : lines) {
    if (l->fact.Is("AccusedCharged")) charged += l->fact.Number("accused"), last_charge = l;
    if (l->fact.Is("ChargeApproved")) approved += l->fact.Number("accused"), last_answer = l;
    if (l->fact.Is("ChargeRefused")) refused += l->fact.Number("accused"), last_answer = l;
  }
  out->shown.set_accused(static_cast<int32_t>(charged));
  out->shown.set_charges_approved(static_cast<int32_t>(approved));
  out->shown.set_charges_refused(static_cast<int32_t>(refused));
  if (last_charge != nullptr && approved + refused < charged)
    Say(*last_charge, AwaitingVerdict("charge_approval"), out);
  if (last_charge == nullptr && last_answer != nullptr) Say(*last_answer, AwaitingVerdict("charge_record"), out);
}

}  // namespace

void CaseVerdicts(const Lines& lines, const Progress& p, Case* out) {
  Extensions(lines, "TipDeadlineExtended", "TipExtensionGranted", "TipExtensionRefused", "tip_check", out);
  Extensions(lines, "InvestigationExtended", "InvestigationExtensionGranted", "InvestigationExtensionRefused",
             "investigation", out);
  Charges(lines, out);
  const bool tip_known = Has(lines, "TipReceived");
  const bool case_known = Has(lines, "CaseInstituted");
  const bool police_decided = Has(lines, "TipResolved") || Has(lines, "TipSuspended");
  for (const Line* l : lines) {
    const Fact& f = l->fact;
    const bool of_tip = f.Is("TipSupervisionOpened") || f.Is("TipExtensionGranted") || f.Is("TipExtensionRefused");
    if (of_tip && !tip_known) Say(*l, AwaitingVerdict("tip_record"), out);
    if (f.Is("TipDecisionCancelled") && !police_decided) Say(*l, AwaitingVerdict("tip_decision"), out);
    if (f.Is("TipResolved") && f.Code("resolution") == "institute" && !case_known)
      Say(*l, AwaitingVerdict("police_institution", f.unit()), out);
    if (f.Is("InstitutionCancelled")) Say(*l, ConflictVerdict("institution_cancelled", f.unit()), out);
  }
  if (p.file_received != nullptr && p.received > p.concluded) {
    Say(*p.file_received, AwaitingVerdict("police_conclusion", p.file_received->fact.Text("from_unit")), out);
  } else if (!case_known && p.file_received != nullptr) {
    Say(*p.file_received, AwaitingVerdict("police_institution"), out);
  }
}

}  // namespace homeward::projections
