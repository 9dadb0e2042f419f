// Children: who is one, and whether the safeguards for them were kept (Law 59/2024, pathways F16).
#ifndef HOMEWARD_PROJECTIONS_VICTIMS_CHILD_H_
#define HOMEWARD_PROJECTIONS_VICTIMS_CHILD_H_

#include <map>
#include <string>
#include <vector>

#include "homeward/coordination/v1/views.pb.h"
#include "projections/exchanges/exchange.h"

namespace homeward::projections {

// By the last age band stated, else by what a case says of its victims.
bool IsChild(const std::vector<const Line*>& lines);

// Under 16 or 16–17 by the last age band; empty where none is stated.
std::string AgeBand(const std::vector<const Line*>& lines);

struct SafeguardResult {
  std::vector<coordination::v1::Safeguard> checks;
  std::map<std::string, std::vector<coordination::v1::Verdict>> verdicts;  // by event id
  int times_asked = 0;                                                     // statements taken anew
  int reused = 0;  // statements taken over instead of asking again
};

// `lines`: standing, of one person or of all children of a case, by time. For adults only the counting applies.
SafeguardResult CheckSafeguards(const std::vector<const Line*>& lines, bool child, const Frame& frame);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_VICTIMS_CHILD_H_
