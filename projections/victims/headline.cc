#include <algorithm>

#include "projections/victims/timeline.h"

namespace homeward::projections {
namespace {

const DerivedTrack* Find(const std::vector<DerivedTrack>& tracks, std::string_view track) {
  for (const DerivedTrack& t : tracks)
    if (t.shown.track().code() == track) return &t;
  return nullptr;
}

std::string StateOf(const DerivedTrack* track) { return track == nullptr ? "none" : track->shown.state().code(); }

// The last contact that begins or begins again.
Micros LastContact(const Lines& lines) {
  Micros last = 0;
  for (const Line* l : lines)
    for (std::string_view name : {"VictimReported", "VictimRescued", "VictimReceived", "SupportReopened"})
      if (l->fact.Is(name)) last = std::max(last, l->fact.time_us);
  return last;
}

Micros TimeOf(const DerivedTrack* track) {
  return track == nullptr || track->last == nullptr ? 0 : track->last->fact.time_us;
}

}  // namespace

std::string Headline(const Lines& lines, const std::vector<DerivedTrack>& tracks, const ResponsibleUnit& responsible) {
  const std::string contact = StateOf(Find(tracks, "contact"));
  if (contact == "deceased" || contact == "repatriated") return contact;
  const Micros contact_us = LastContact(lines);
  const Line* closed = LastOf(lines, "SupportClosed");
  if (closed != nullptr && closed->fact.time_us >= contact_us) return "support_closed";
  const DerivedTrack* plan = Find(tracks, "support_plan");
  const bool active = StateOf(plan) == "active";
  const DerivedTrack* follow_up = Find(tracks, "follow_up");
  if (!active && StateOf(follow_up) != "none" && TimeOf(follow_up) >= contact_us && contact != "left_by_own_wish")
    return "follow_up";
  if (active) return "plan_active";
  const std::string identification = StateOf(Find(tracks, "identification"));
  if (identification == "verification_requested" || identification == "verification_extended" ||
      identification == "review_requested")
    return "awaiting_verification";
  if (contact == "in_contact" && responsible.state != "between_agencies") return "in_reception";
  if (contact == "contact_lost" || contact == "left_by_own_wish" || contact == "moved") return contact;
  if (responsible.state == "between_agencies") return "between_agencies";
  return "not_known";
}

}  // namespace homeward::projections
