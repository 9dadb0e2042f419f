// What is late, who owes it, what comes next: clocks from the lists, each told only where its subject may be read.
#ifndef HOMEWARD_PROJECTIONS_QUERY_DEADLINES_H_
#define HOMEWARD_PROJECTIONS_QUERY_DEADLINES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "homeward/oversight/v1/oversight.pb.h"
#include "projections/access/viewer.h"
#include "projections/clocks/index.h"
#include "projections/query/duties.h"
#include "projections/query/knowledge.h"
#include "projections/query/page.h"

namespace homeward::projections {

inline constexpr uint32_t kDeadlineListVersion = 1;  // of the list's order; a token of another one is refused

// The clocks of a subject and whom they may be told to. One query's; keeps what it has read.
class SubjectClocks {
 public:
  SubjectClocks(const Viewer& viewer, Knowledge* knowledge) : viewer_(viewer), knowledge_(knowledge) {}

  struct Of {
    std::string subject;  // as told: of a tip its case, of a merged person the one that stands for all
    std::vector<Clock> clocks;
    bool readable = false;
  };
  const Of& Get(const std::string& subject);

  // The clock as it truly stands, with the other facts that bear on it, of a row of a list; null: it stands no longer.
  const Clock* Find(const std::string& subject, const ListedClock& listed);

 private:
  Of Read(const std::string& subject);

  const Viewer& viewer_;
  Knowledge* knowledge_;
  std::map<std::string, Of> known_;
};

// As the viewer is told of it; false: no rule makes it a deadline.
bool ShowClock(const std::string& subject, const Clock& clock, const Frame& frame, oversight::v1::Clock* shown);

struct DeadlinesPage {
  std::vector<oversight::v1::Clock> clocks;
  std::string next_page_token;
};

// A clock that no list has, at its place among those of lists.
struct MadeClock {
  std::string place;
  oversight::v1::Clock shown;
};

struct DeadlineQuestion {
  const oversight::v1::ListDeadlinesRequest& request;
  bool past = false;  // of a date before today: what has ended since may have run then
  PageScope scope;
  PageStart start;
  std::vector<std::string> scopes;  // that the viewer may ask about
  std::vector<MadeClock> made;      // in order
};

// Those of `clocks` that the request asks for, in order; `frame` as of the question.
std::vector<MadeClock> ShowMade(const oversight::v1::ListDeadlinesRequest& request,
                                const std::vector<DutyClock>& clocks, const std::vector<std::string>& scopes,
                                const Frame& frame);

// RESOURCE_EXHAUSTED: more clocks bear on an earlier date than are read for one answer.
absl::StatusOr<DeadlinesPage> ListDeadlinesPage(const DeadlineQuestion& question, const Viewer& viewer,
                                                const Sight& sight, Knowledge* knowledge);

// Of every clock in the scopes by what the lists say, whoever may read its subject: those that run, and those that
// ended from `from_us` until `until_us`. RESOURCE_EXHAUSTED: too many.
absl::StatusOr<std::vector<oversight::v1::ClockCount>> CountClocks(const Sight& sight,
                                                                   const std::vector<std::string>& scopes,
                                                                   const std::vector<std::string>& rule_codes,
                                                                   const Frame& frame, Micros from_us, Micros until_us);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_DEADLINES_H_
