// Counts a measure from tallies.
#ifndef HOMEWARD_PROJECTIONS_INDICATORS_COUNTING_H_
#define HOMEWARD_PROJECTIONS_INDICATORS_COUNTING_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "projections/governance/areas.h"
#include "projections/indicators/programme.h"
#include "projections/tallies/reader.h"

namespace homeward::projections {

struct Counted {
  int64_t value = 0;
  bool known = false;    // something was said of it
  int64_t left_out = 0;  // events of areas that were split since
};

// What is asked of every measure of a question.
struct CountScope {
  std::string area;
  bool restated = false;  // areas as they are drawn at `as_at_us`
  Micros as_at_us = 0;    // what happened later has not happened yet
  Position position;      // what was recorded later is not known yet
};

// One question's counting. One thread; what is given must outlive it.
class Counting {
 public:
  // `canonical`: the pseudonym that agreed merges keep of a person's.
  using Canonical = std::function<std::string(const std::string& person)>;
  Counting(TallyReader* reader, const Areas* areas, Canonical canonical)
      : reader_(reader), areas_(areas), canonical_(std::move(canonical)) {}

  Counted Count(const Measure& measure, const CountScope& scope, const Span& span);

  // The different values of `measure.by`.
  std::set<std::string> Keys(const Measure& measure, const CountScope& scope, const Span& span, Counted* counted);

  // Rows of the measure's events in the area, whatever position they stood at: what a restatement comes from.
  using Taken = absl::FunctionRef<void(const Tally& tally, const Source& source)>;
  void Visit(const Measure& measure, const CountScope& scope, const Span& span, Taken visit);

 private:
  // Those of the period and the area that are wanted; what the area cannot have of them is left out in `counted`.
  void Each(const Measure& measure, const CountScope& scope, const Span& span, Counted* counted,
            absl::FunctionRef<bool(const Tally&)> wanted, Taken take);
  // Those that stood at the position that is asked about.
  void EachStanding(const Measure& measure, const CountScope& scope, const Span& span, Counted* counted, Taken take);
  Span Reach(uint32_t type, const CountScope& scope, const Span& span) const;
  std::string KeyOf(const Tally& tally, const std::string& by, const CountScope& scope);
  bool InArea(const Tally& tally, const CountScope& scope, Counted* counted);
  // The latest of each key; conditions are not looked at yet.
  std::map<std::string, std::pair<const Tally*, const Source*>> Latest(const Measure& measure, const CountScope& scope,
                                                                       const Span& span, Counted* counted);
  Counted Baseline(const Measure& measure, const CountScope& scope, const Span& span);
  const std::set<std::string>& Provinces(const CountScope& scope);
  const std::set<std::string>& Merged();

  TallyReader* const reader_;
  const Areas* const areas_;
  const Canonical canonical_;
  std::map<std::pair<std::string, Micros>, std::set<std::string>> provinces_;
  std::set<std::string> merged_;  // persons that any merge names
  bool merged_read_ = false;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_INDICATORS_COUNTING_H_
