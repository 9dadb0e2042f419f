// The clocks of a victim's way. How long each runs is rule data.
#include <algorithm>

#include "projections/cases/case.h"
#include "projections/rules/codes.h"
#include "projections/victims/timeline.h"

namespace homeward::projections {
namespace {

using coordination::v1::Deadline;

const Line* FirstAfter(const Lines& lines, std::string_view name, const Line* from) {
  bool after = from == nullptr;
  for (const Line* line : lines) {
    if (after && line != from && line->fact.Is(name)) return line;
    if (line == from) after = true;
  }
  return nullptr;
}

void Add(std::string_view code, const Line* start, const Line* done, Micros due, const Frame& frame,
         std::vector<Deadline>* out) {
  Deadline deadline;
  if (start != nullptr && MakeDeadline(code, "", start, done, due, false, frame, &deadline))
    out->push_back(std::move(deadline));
}

// Each request, and what became of it; an extension is a clock of its own that begins with the request.
void VerificationClocks(const Lines& lines, const Frame& frame, std::vector<Deadline>* out) {
  for (const Line* request : lines) {
    if (!request->fact.Is("VerificationRequested") && !request->fact.Is("VerificationReviewRequested")) continue;
    const std::string_view id = request->fact.key;
    const Line *extended = nullptr, *completed = nullptr;
    for (const Line* line : lines) {
      if (line->fact.key != id) continue;
      if (line->fact.Is("VerificationExtended")) extended = line;
      if (line->fact.Is("VerificationCompleted")) completed = line;
    }
    if (extended != nullptr) {
      Add(rules::kVerificationExtended, request, completed, extended->fact.Time("due"), frame, out);
    } else {
      Add(rules::kVerificationReply, request, completed, 0, frame, out);
    }
  }
}

}  // namespace

std::vector<Deadline> VictimDeadlines(const Lines& lines, const Frame& frame) {
  std::vector<Deadline> out;
  // The days run from the notice to the support agency; where it received the person itself, from then.
  const Line* start = FirstOf(lines, "SupportAgencyNotified");
  for (const Line* line : lines)
    if (start == nullptr && line->fact.Is("VictimReceived") && line->fact.agency == contract::Agency::AGENCY_LABOUR)
      start = line;
  Add(rules::kInitialVerification, start, FirstOf(lines, "InitialVerificationCompleted"), 0, frame, &out);
  VerificationClocks(lines, frame, &out);

  const Line* confirmed = FirstOf(lines, "VictimStatusConfirmed");
  const Line* applied = FirstOf(lines, "AllowanceApplied");
  if (applied == nullptr) applied = FirstOf(lines, "AllowanceDecided");
  Add(rules::kAllowanceDossier, confirmed, applied, 0, frame, &out);

  if (const Line* scheduled = LastOf(lines, "FollowUpScheduled"))
    Add(rules::kFollowUpGap, scheduled, FirstAfter(lines, "FollowUpDone", scheduled), scheduled->fact.Time("due"),
        frame, &out);
  return out;
}

}  // namespace homeward::projections
