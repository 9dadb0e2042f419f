// What governance events have said so far: units and areas and who came after them, rules, calendars, plans, targets,
// indicators, duties. A new row that contradicts it is refused, so that no view has to guess what was meant.
//
// Beside competence.h the one part of the Gate that knows events by name. It keeps every row, corrected ones too:
// there are some thousands of them at most.
#ifndef HOMEWARD_EVENTSTORE_GATE_RULE_BOOK_H_
#define HOMEWARD_EVENTSTORE_GATE_RULE_BOOK_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "eventstore/gate/standing.h"
#include "google/protobuf/message.h"
#include "proto/contract/event.h"
#include "proto/contract/violation.h"

namespace homeward::eventstore {

// One thread at a time; copies share the rows.
class RuleBook {
 public:
  // In log order; corrections and retractions take effect at once. Events that govern nothing are passed over.
  void Apply(const contract::Event& event);

  static RuleBook Of(const std::vector<const contract::Event*>& history);

  // Of an event that governs: UNIT_UNKNOWN, SUCCESSION_CYCLE, VALIDITY_OVERLAP, PERIOD_BACKWARDS, PLAN_UNKNOWN,
  // INDICATOR_UNKNOWN, TARGET_FIGURE, CALENDAR_DATE, EVENT_UNKNOWN, FIELD_UNKNOWN, MEASURE_INCOMPLETE. A correction is
  // held against everything but the row in whose place it stands. Passes over all other events.
  void Check(const contract::Event& event, int event_index, contract::Violations* violations) const;

  // What rows that stand name and no row that stands has made: "plan s0", "indicator i1", "area adm.01".
  std::set<std::string> Missing() const;

 private:
  friend class RuleCheck;
  struct Row {
    Link link;
    std::shared_ptr<const google::protobuf::Message> payload;
  };
  struct Span {
    std::string from, until;  // ISO dates; until is a plan's last day
    std::string area;
  };
  struct Target {
    std::string plan, indicator;
    std::vector<std::string> areas;
    bool withdrawn = false;
  };

  void Fold(const google::protobuf::Message& payload);
  void FoldAll();
  template <typename T>
  void FoldTarget(const T& target);
  RuleBook Without(const std::string& event_id) const;
  bool Leads(const std::string& from, const std::string& to) const;  // along the successions

  std::vector<Row> rows_;                               // in log order
  std::map<std::string, std::string> created_;          // unit → its first day
  std::map<std::string, std::string> parents_;          // of units that were created; empty: none
  std::map<std::string, std::set<std::string>> heirs_;  // of units and agencies
  std::map<std::string, Span> plans_;
  std::map<std::string, Target> targets_;
  std::set<std::string> indicators_;
  std::set<std::string> begins_;  // "rule/CODE@DATE": of rows that one day may have but one of
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_RULE_BOOK_H_
