// The clocks of a victim's way. How long each runs is rule data.
#include "projections/clocks/clock.h"
#include "projections/rules/codes.h"
#include "projections/victims/timeline.h"

namespace homeward::projections {
namespace {

const Line* FirstAfter(const Lines& lines, std::string_view name, const Line* from) {
  bool after = from == nullptr;
  for (const Line* line : lines) {
    if (after && line != from && line->fact.Is(name)) return line;
    if (line == from) after = true;
  }
  return nullptr;
}

// Each request, and what became of it; an extension is a clock of its own that begins with the request.
void VerificationClocks(const Lines& lines, std::vector<Clock>* out) {
  for (const Line* request : lines) {
    if (!request->fact.Is("VerificationRequested") && !request->fact.Is("VerificationReviewRequested")) continue;
    const std::string_view id = request->fact.key;
    const Line *extended = nullptr, *completed = nullptr;
    for (const Line* line : lines) {
      if (line->fact.key != id) continue;
      if (line->fact.Is("VerificationExtended")) extended = line;
      if (line->fact.Is("VerificationCompleted")) completed = line;
    }
    out->push_back(MakeClock(extended == nullptr ? rules::kVerificationReply : rules::kVerificationExtended, *request,
                             completed, request->fact.Text("to_unit"),
                             extended == nullptr ? 0 : extended->fact.Time("due")));
  }
}

}  // namespace

std::vector<Clock> VictimClocks(const Lines& lines) {
  std::vector<Clock> out;
  // The days run from the notice to the support agency; where it received the person itself, from then.
  const Line* start = FirstOf(lines, "SupportAgencyNotified");
  std::string support = start == nullptr ? "" : start->fact.Text("to_unit");
  for (const Line* line : lines) {
    if (start != nullptr || !line->fact.Is("VictimReceived") || line->fact.agency != contract::Agency::AGENCY_LABOUR)
      continue;
    start = line;
    support = line->fact.unit();
  }
  if (start != nullptr)
    out.push_back(
        MakeClock(rules::kInitialVerification, *start, FirstOf(lines, "InitialVerificationCompleted"), support));
  VerificationClocks(lines, &out);

  if (const Line* confirmed = FirstOf(lines, "VictimStatusConfirmed")) {
    const Line* applied = FirstOf(lines, "AllowanceApplied");
    if (applied == nullptr) applied = FirstOf(lines, "AllowanceDecided");
    out.push_back(
        MakeClock(rules::kAllowanceDossier, *confirmed, applied, support.empty() ? confirmed->fact.unit() : support));
  }
  if (const Line* scheduled = LastOf(lines, "FollowUpScheduled"))
    out.push_back(MakeClock(rules::kFollowUpGap, *scheduled, FirstAfter(lines, "FollowUpDone", scheduled),
                            scheduled->fact.unit(), scheduled->fact.Time("due")));
  return out;
}

}  // namespace homeward::projections
