// A scenario as text becomes steps: events that agencies publish, in order of arrival, and what must be seen then.
//
//   scenario J1 Adult woman, rescued in the country
//   start 2025-03-03
//   unit pol.01
//   pol.01 @-9 TipReceived tip=T1 recorded=@-8 as=e1
//     + TipClassified tip=T1
//   expect case T1 stage=T2
//
// README.md has the whole language. Parsing knows nothing of the contract: field names and values are checked when an
// event is built (build_event.h), expectations when they are run. Plain data, no threads.
#ifndef HOMEWARD_TESTS_SCENARIOS_SCRIPT_H_
#define HOMEWARD_TESTS_SCENARIOS_SCRIPT_H_

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/scenarios/when.h"

namespace homeward::scenario {

// "path=value" as written; `path` may be dotted to reach into a sub-message.
struct Assignment {
  std::string path;
  std::string value;
};

// One event of a batch.
struct EventLine {
  int line = 0;     // in the file, from 1
  int ordinal = 0;  // among the scenario's events, from 0: makes ids and the minute of the day
  std::string type;
  When time;
  std::optional<When> recorded;  // absent: soon after it happened
  std::string label;             // as=…
  std::string corrects;          // label of the event that this one replaces or withdraws
  std::string because;           // correction reason
  std::vector<Assignment> fields;
  std::string content;  // of a row of rule data: what its id is made of, so that rows beside it do not change it
  std::vector<std::string> unknown_fields;  // names of fields that the contract does not have
};

// "repeat 3..8 every=14" … "done": the batches between happen so many times, so many days apart.
struct Repeat {
  int group = 0;  // line of the 'repeat'; batches of one group take turns
  int least = 1;
  int most = 1;
  int every_days = 0;
};

// One atomic batch of one unit.
struct Batch {
  int line = 0;
  std::string unit;
  std::string via;              // role of the service it is sent to; empty: the unit's own agency
  std::optional<When> arrives;  // the server's clock then; absent: when the last event was recorded
  std::vector<EventLine> events;
  std::vector<std::string> refused;  // reason codes; empty: must be accepted
  std::optional<Repeat> repeat;
};

// "again e4": the batch that holds e4 is sent once more. With overrides its bytes differ.
struct Again {
  int line = 0;
  std::string label;  // empty: the last batch
  std::vector<Assignment> overrides;
  std::vector<std::string> refused;
};

// "as soc.01 purpose=care": whose eyes the expectations after it look through.
struct Viewer {
  std::string unit;
  std::string purpose;
};

// "expect referral R1 state=completed at=@9": answered by the runner.
struct Expectation {
  int line = 0;
  Viewer viewer;
  std::vector<std::string> words;  // "referral", "R1"
  std::vector<Assignment> attributes;
};

using Step = std::variant<Batch, Again, Expectation>;

// How the demo's year draws from this journey.
struct DemoSettings {
  int copies = 5;
  std::string from = "2025-01-06";  // earliest day of the first event
  std::string to = "2026-10-30";    // latest day of the last record
  std::string earliest_start;       // where set: day 0 lies between these two
  std::string latest_start;
  double least_stretch = 1.0;  // days are stretched by a drawn factor, never shrunk: order stays
  double most_stretch = 1.0;
  std::vector<std::pair<std::string, std::string>> highlights;  // VICTIM → P1: shown by the quickstart
};

struct Script {
  std::string path;  // for messages
  std::string name;  // "J1"
  std::string title;
  bool rules = false;  // rule data: no order of the day, ids by content
  std::string start;   // day 0, YYYY-MM-DD, as in Viet Nam
  std::vector<std::string> units;
  std::vector<std::string> needs;  // files of rule data, without ending, beside those that all need
  std::vector<Step> steps;
  DemoSettings demo;
};

// INVALID_ARGUMENT "path:line: what is wrong" if the text is not a scenario.
absl::StatusOr<Script> ParseScript(absl::string_view path, absl::string_view text);

// NOT_FOUND if the file cannot be read.
absl::StatusOr<Script> ReadScript(const std::string& path);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_SCRIPT_H_
