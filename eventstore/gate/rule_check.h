// One event of governance against the rule book; rule_book.h says what for. Used by it alone.
#ifndef HOMEWARD_EVENTSTORE_GATE_RULE_CHECK_H_
#define HOMEWARD_EVENTSTORE_GATE_RULE_CHECK_H_

#include <string>
#include <string_view>
#include <utility>

#include "eventstore/gate/rule_book.h"

namespace homeward::eventstore {

// Whether it is the name of an area that must have been created: not a unit's, and not the country, which is there.
bool WantsCreating(std::string_view unit);

// "legal_rule/CODE@DATE": what there may be one of. Empty for rows that may stand beside each other.
std::string RowOf(const google::protobuf::Message& payload);

// Lives as long as one check; keeps none of its arguments alive but a copy of the book.
class RuleCheck {
 public:
  RuleCheck(RuleBook book, const contract::Event& event, int event_index, contract::Violations* violations)
      : book_(std::move(book)), event_(event), index_(event_index), violations_(violations) {}

  void Run();

 private:
  void Refuse(std::string reason, std::string field, std::string message, std::string next_step);
  // Areas must have been created; other units may have existed before the log began.
  void KnownArea(const std::string& unit, const std::string& field);
  void Succession(const std::string& unit, const std::string& heir, const std::string& field,
                  const std::string& effective_from);
  void Plan();
  void Calendar();
  template <typename T>
  void Target(const T& target);
  template <typename T>
  void Figure(const T& target);

  const RuleBook book_;
  const contract::Event& event_;
  const int index_;
  contract::Violations* const violations_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_RULE_CHECK_H_
