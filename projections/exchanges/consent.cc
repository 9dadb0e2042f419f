#include "projections/exchanges/consent.h"

#include <algorithm>

#include "projections/exchanges/build.h"
#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "proto/contract/formats.h"

namespace homeward::projections {
namespace {

// Purposes of consent of which one must be given for what is sent.
std::vector<std::string_view> PurposesFor(std::string_view kind) {
  if (kind == "follow_up") return {"follow_up", "support"};
  if (kind == "legal_aid") return {"support", "justice"};
  if (kind == "protection") return {"protection", "support"};
  if (kind == "repatriation") return {"return", "support"};
  return {"support"};
}

bool CoversPurpose(const Fact& consent, const Fact& sent) {
  const std::vector<std::string> given = consent.Codes("purposes");
  for (std::string_view purpose : PurposesFor(sent.Code("kind")))
    if (std::find(given.begin(), given.end(), purpose) != given.end()) return true;
  return false;
}

bool CoversRecipient(const Fact& consent, const std::string& to_unit, const Governance& governance, Micros at_us) {
  for (const std::string& recipient : consent.Texts("recipients"))
    if (contract::UnitCovers(recipient, to_unit) ||
        contract::UnitCovers(governance.HolderOf(recipient, at_us), to_unit))
      return true;
  return false;
}

}  // namespace

ConsentCover CoverOf(const Fact& sent, const Facts& about, const Frame& frame) {
  const std::string consent_id = sent.Text("consent_id");
  const History history = MakeHistory(about, 0);
  const Line* given = nullptr;  // the latest on or before the day of sending, else the first after it
  Micros gone_us = 0;           // when that one was withdrawn
  bool withdrawn_now = false;
  for (const Line& line : history) {
    if (!line.stands() || line.fact.StreamKind() != "consent") continue;
    if (!consent_id.empty() && line.fact.key != consent_id) continue;
    const bool later = frame.as_at_us != 0 && line.fact.time_us > frame.as_at_us;
    if (line.fact.Is("ConsentRecorded")) {
      if (given == nullptr || LocalDay(line.fact.time_us) <= LocalDay(sent.time_us)) {
        given = &line;
        gone_us = 0;
      }
      if (!later) withdrawn_now = false;
    } else if (line.fact.Is("ConsentWithdrawn")) {
      if (gone_us == 0) gone_us = line.fact.time_us;
      if (!later) withdrawn_now = true;
    }
  }
  ConsentCover cover;
  if (given == nullptr) {
    cover.verdict = AwaitingVerdict("consent_record", sent.unit());
    return cover;
  }
  const Micros until = given->fact.Time("until");
  const bool in_force = LocalDay(given->fact.time_us) <= LocalDay(sent.time_us) &&
                        (until == 0 || sent.time_us <= until) && (gone_us == 0 || sent.time_us <= gone_us);
  if (!CoversRecipient(given->fact, sent.Text("to_unit"), *frame.governance, sent.time_us) ||
      !CoversPurpose(given->fact, sent)) {
    cover.verdict = ConflictVerdict("consent_does_not_cover", sent.unit());
  } else if (!in_force) {
    cover.verdict = ConflictVerdict("consent_not_in_force", sent.unit());
  } else {
    cover.verdict.set_result(coordination::v1::VERDICT_RESULT_OK);
    *cover.verdict.mutable_code() = CodedOf("ok");
    cover.verdict.set_text("ok");
  }
  cover.withdrawn = withdrawn_now && frame.as_at_us != 0;
  cover.expired = until != 0 && frame.as_at_us != 0 && until < frame.as_at_us;
  return cover;
}

}  // namespace homeward::projections
