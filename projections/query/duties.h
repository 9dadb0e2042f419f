// Clocks that no event starts: the report that is due after each period, and the day by which a plan wants something
// done. Few, and made anew for each question.
#ifndef HOMEWARD_PROJECTIONS_QUERY_DUTIES_H_
#define HOMEWARD_PROJECTIONS_QUERY_DUTIES_H_

#include <string>
#include <vector>

#include "projections/clocks/clock.h"
#include "projections/query/figures.h"

namespace homeward::projections {

struct DutyClock {
  std::string subject;  // "report_duty:<code>/<first day>", "target:<code>/<area>"
  std::string area;
  Clock clock;
};

// Of periods that have ended: met by a report of the unit that owes it, or of its successor, for exactly that period.
std::vector<DutyClock> ReportClocks(const PlanBook& book, const Governance& governance, Position position,
                                    Micros as_at_us, TallyReader* reader);

// Of plans in force at that instant, targets that are wanted by a day, or in each period: those that run, and those
// whose day has passed undone. Nobody is told to owe them: a plan is a place's.
std::vector<DutyClock> TargetClocks(FigureReader* figures, Micros as_at_us);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_DUTIES_H_
