// A half-machine: one side's part in an exchange, read from the same steps that the Gate enforces.
#ifndef HOMEWARD_PROJECTIONS_FACTS_HALF_H_
#define HOMEWARD_PROJECTIONS_FACTS_HALF_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "projections/facts/history.h"

namespace homeward::projections {

struct Half {
  std::string state = "none";
  std::vector<const Line*> lines;  // standing, in order

  bool empty() const { return lines.empty(); }
  const Line* first() const { return lines.empty() ? nullptr : lines.front(); }
  const Line* last() const { return lines.empty() ? nullptr : lines.back(); }
  // The last standing line of that name; null if there is none.
  const Line* Find(std::string_view short_name) const;
  // The first standing line of any of these names (none: of any) after `from` (null: at all); null if there is none.
  const Line* FirstAfter(const Line* from, std::initializer_list<std::string_view> names) const;
};

// Runs the steps of `machine` over standing lines that one side wrote. Lines of one stream come in the order of their
// places; two streams (a dissolved unit's and its successor's) one after the other by time. Nothing is refused: what
// follows an end is left out.
Half RunHalf(std::vector<const Line*> lines, std::string_view machine);

// The state to which the event moves the machine; empty if it moves nothing there. "@before" is left as it is.
std::string StepTarget(const Fact& fact, std::string_view machine);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_FACTS_HALF_H_
