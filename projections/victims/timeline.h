// A victim's way: parallel tracks, never one chain, as a pure function of the person's facts. pathways 2.3.
#ifndef HOMEWARD_PROJECTIONS_VICTIMS_TIMELINE_H_
#define HOMEWARD_PROJECTIONS_VICTIMS_TIMELINE_H_

#include <map>
#include <string>
#include <vector>

#include "homeward/coordination/v1/views.pb.h"
#include "projections/clocks/clock.h"
#include "projections/exchanges/exchange.h"
#include "projections/victims/responsible.h"

namespace homeward::projections {

using Lines = std::vector<const Line*>;
using VerdictsById = std::map<std::string, std::vector<coordination::v1::Verdict>>;

// A track before it is masked for a reader.
struct DerivedTrack {
  coordination::v1::Track shown;
  const Line* last = nullptr;  // the event that set the state
  bool owner_only = false;     // needs, services, loans: in nobody else's view
};

struct Timeline {
  coordination::v1::VictimTimeline shown;  // without lanes, tracks and exchanges, which depend on the reader
  std::vector<DerivedTrack> tracks;
  ResponsibleUnit responsible;
  History history;
  VerdictsById verdicts;
};

// `facts`: of every pseudonym of the person; `exchanges`: in which they are named.
Timeline DeriveTimeline(const Facts& facts, const std::vector<Exchange>& exchanges, const Frame& frame);

// --- parts, each pure ---

struct Identification {
  std::string state = "none";
  const Line* last = nullptr;
  bool confirmed_at(Micros time_us) const { return confirmed_us != 0 && confirmed_us <= time_us; }
  Micros confirmed_us = 0;  // of the first paper in force; 0: none
  VerdictsById verdicts;
};
// A paper stands until its own issuer revokes it; a later paper beats an earlier finding, a later finding no paper.
Identification DeriveIdentification(const Lines& lines);

std::vector<DerivedTrack> DeriveTracks(const Lines& lines, const Identification& identification, const Frame& frame);

// Planned against delivered.
std::vector<coordination::v1::PlannedService> DeriveServices(const Lines& lines, const Identification& identification,
                                                             VerdictsById* verdicts);

// Verdicts on consents, representatives, relatives, merges and disputes.
void SafetyVerdicts(const Lines& lines, bool child, VerdictsById* verdicts);

std::vector<Clock> VictimClocks(const Lines& lines);

// First that fits: deceased, repatriated, support_closed, follow_up, plan_active, awaiting_verification, in_reception,
// contact_lost_or_left, between_agencies.
std::string Headline(const Lines& lines, const std::vector<DerivedTrack>& tracks, const ResponsibleUnit& responsible);

std::vector<coordination::v1::HardRule> DeriveHardRules(const Lines& lines, const Timeline& timeline);

// The last line of that name; null if there is none.
const Line* LastOf(const Lines& lines, std::string_view name);
const Line* FirstOf(const Lines& lines, std::string_view name);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_VICTIMS_TIMELINE_H_
