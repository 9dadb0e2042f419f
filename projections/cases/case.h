// Case progress: from a tip to a final judgment, as a pure function of the facts of a case, its tips and its victims.
// pathways 2.4.
#ifndef HOMEWARD_PROJECTIONS_CASES_CASE_H_
#define HOMEWARD_PROJECTIONS_CASES_CASE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "homeward/coordination/v1/views.pb.h"
#include "projections/clocks/clock.h"
#include "projections/exchanges/exchange.h"

namespace homeward::projections {

struct Case {
  coordination::v1::CaseProgress shown;
  History history;
  std::map<std::string, std::vector<coordination::v1::Verdict>> verdicts;  // by event id
  bool listed = false;  // false: a tip that went on as another tip or as a case
  std::vector<Clock> clocks;
};

// `subject`: "case:…" or "tip:…"; `facts`: of it and of the tips linked to it; `victims`: of the persons linked, for
// the child's safeguards (may be empty).
Case DeriveCase(std::string_view subject, const Facts& facts, const Facts& victims, const Frame& frame);

// What lists need of a case, at a fraction of the cost of showing it whole.
struct CaseOutline {
  std::vector<std::string> units;  // that take part
  Micros begun_us = 0;             // its first event
  bool listed = false;             // false: nothing has moved it, or a tip that went on as another tip or as a case
  bool ended = false;
  std::vector<Clock> clocks;  // by the subject's own facts: of a tip, or of a case without its tip
};
CaseOutline OutlineCase(std::string_view subject, const Facts& facts);

// Where the walk over a case's events stands.
struct Progress {
  std::string stage;   // T1 … C10; empty: nothing yet
  std::string ending;  // not_instituted, institution_cancelled, discontinued, joined, final; empty: under way
  int round = 1;
  int returns_procuracy = 0, returns_judge = 0, returns_panel = 0;
  bool transferred = false;  // passed on, not taken over yet
  bool court_suspended = false, prosecution_suspended = false;
  bool sent_to_court = false, scheduled = false, tried = false, judged = false, appealed = false;
  const Line* file_received = nullptr;                       // last
  const Line* returned = nullptr;                            // last
  const Line* judgment = nullptr;                            // last
  int concluded = 0, received = 0;                           // times
  std::string unit;                                          // has the file
  std::vector<std::pair<std::string, const Line*>> entered;  // stages in order of entry
};

// Walks the standing lines in order of time. Forward steps never take a case back; only what the table names does.
Progress WalkStages(const std::vector<const Line*>& lines);

// What the law asks next, by the stage.
std::string_view NextStep(const Progress& progress);

// The clocks of criminal procedure that run or ran in the case. `lines`: those that move it; `crime_class`: the case's.
std::vector<Clock> CaseClocks(const std::vector<const Line*>& lines, const Progress& progress,
                              std::string_view crime_class);
// Those of a tip alone.
std::vector<Clock> TipClocks(const std::vector<const Line*>& lines);

// Verdicts of a case's events, and what the case awaits because of them.
void CaseVerdicts(const std::vector<const Line*>& lines, const Progress& progress, Case* out);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_CASES_CASE_H_
