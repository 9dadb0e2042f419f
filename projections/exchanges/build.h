// What the derivations of exchanges share: filling the shown message.
#ifndef HOMEWARD_PROJECTIONS_EXCHANGES_BUILD_H_
#define HOMEWARD_PROJECTIONS_EXCHANGES_BUILD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/exchanges/exchange.h"

namespace homeward::projections {

// Verdicts, as every view writes them: "awaiting(consent_record)".
coordination::v1::Verdict AwaitingVerdict(std::string_view code, std::string_view unit = "");
coordination::v1::Verdict ConflictVerdict(std::string_view code, std::string_view unit = "");

class ExchangeBuilder {
 public:
  ExchangeBuilder(std::string_view subject, coordination::v1::ExchangeKind kind, const Frame& frame);

  coordination::v1::Exchange& shown() { return out_.shown; }
  Exchange& out() { return out_; }

  void State(std::string_view code);
  void Overlay(std::string_view code, int32_t days = 0, std::string_view detail = "");
  void Awaiting(std::string_view code, std::string_view unit = "");
  void Conflict(std::string_view code, std::string_view unit = "");  // and the overlay conflict(code)
  // The unit's successor owes it where the unit is gone. No due: 0.
  void Owes(const std::string& unit, std::string_view step, Micros due_us = 0);

  // Standing lines keyed by the exchange's id in streams of that kind.
  std::vector<const Line*> HalfLines(std::string_view stream_kind, std::string_view id) const;
  // Those of `lines` that `to_unit`, a unit below it or its successor wrote; the others get conflict(not_addressed).
  // Without an address everybody is addressed.
  std::vector<const Line*> Addressed(std::vector<const Line*> lines, const std::string& to_unit);

  // A clock that `start` began, if anything did; one that `done` has not ended only where `runs`.
  void Runs(bool runs, std::string_view code, const Line* start, const Line* done, const std::string& unit,
            Micros due_us = 0);

  // Who it goes from and to, successors and inheritance; units that take part.
  void Parties(const std::string& from_unit, const std::string& to_unit, const std::vector<const Line*>& sender_lines,
               const std::vector<const Line*>& receiver_lines);
  // Dates: begun, last changed, age.
  void Times(Micros sent_us, const std::vector<const Line*>& sender_lines,
             const std::vector<const Line*>& receiver_lines);
  Exchange Finish() &&;

 private:
  const Frame& frame_;
  Exchange out_;
};

// "late or not" of an answer that was due: accepted_late / answered_late / reported_late.
void AnswerOverlays(const Line& answer, Micros due_us, bool accepted, ExchangeBuilder* builder);

std::string UnitOf(const Line* line);  // empty where null

// Whether the exchange's verdict stands at this event: doubts about the sending at what was sent, a stranger's answer
// at that answer, a missing half at the half that is there.
bool BearsVerdict(const Fact& fact, const Exchange& exchange, const coordination::v1::Verdict& verdict);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_EXCHANGES_BUILD_H_
