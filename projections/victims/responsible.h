// Who is responsible for a person at a date: at most one unit; none is normal and visible. pathways 2.2.
#ifndef HOMEWARD_PROJECTIONS_VICTIMS_RESPONSIBLE_H_
#define HOMEWARD_PROJECTIONS_VICTIMS_RESPONSIBLE_H_

#include <string>
#include <vector>

#include "projections/exchanges/exchange.h"

namespace homeward::projections {

struct ResponsibleUnit {
  std::string state = "none";      // responsible, none, between_agencies, conflict
  std::vector<std::string> units;  // one; two in conflict; giver and taker between agencies
  Micros since_us = 0;
  int32_t days = 0;             // between agencies
  bool overdue = false;         // by the rule
  std::string handover;         // id
  const Line* since = nullptr;  // the event that made it so; into the history or the exchanges given
};

// `history`: the person's; `exchanges`: in which the person is named.
ResponsibleUnit DeriveResponsible(const History& history, const std::vector<Exchange>& exchanges, const Frame& frame);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_VICTIMS_RESPONSIBLE_H_
