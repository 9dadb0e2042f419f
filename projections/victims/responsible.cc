#include "projections/victims/responsible.h"

#include <algorithm>
#include <tuple>

#include "projections/facts/dates.h"
#include "projections/rules/codes.h"

namespace homeward::projections {
namespace {

// Something that moves responsibility at a time.
struct Move {
  Micros time_us = 0;
  enum Kind { kReceived, kTaken, kGiven, kEnded } kind = kReceived;
  std::string unit;  // that becomes responsible
  const Exchange* handover = nullptr;
  const Line* line = nullptr;
};

bool EndsResponsibility(const Fact& f) {
  static constexpr std::string_view kNames[] = {"LeftByOwnWish", "RepatriationDone", "SupportClosed", "PersonDeceased"};
  return std::find(std::begin(kNames), std::end(kNames), f.name()) != std::end(kNames);
}

const Line* FindLine(const Exchange& exchange, std::string_view name) {
  const Line* found = nullptr;
  for (const Line& line : exchange.history)
    if (line.stands() && line.fact.Is(name) && line.fact.key == exchange.shown.id()) found = &line;
  return found;
}

bool IsHandover(const Exchange& e) { return e.shown.kind() == coordination::v1::EXCHANGE_KIND_HANDOVER; }

// A follow-up that another unit accepted after the return home takes the responsibility over with the person.
bool IsAcceptedFollowUp(const Exchange& e) {
  if (e.shown.kind() != coordination::v1::EXCHANGE_KIND_REFERRAL) return false;
  const Line* sent = FindLine(e, "ReferralSent");
  return sent != nullptr && sent->fact.Code("kind") == "follow_up" && FindLine(e, "ReferralAccepted") != nullptr;
}

std::vector<Move> CollectMoves(const History& history, const std::vector<Exchange>& exchanges) {
  std::vector<Move> moves;
  for (const Line& line : history) {
    if (!line.stands()) continue;
    if (line.fact.Is("VictimReceived") || line.fact.Is("VictimRescued") || line.fact.Is("VictimReported"))
      moves.push_back({line.fact.time_us, Move::kReceived, line.fact.unit(), nullptr, &line});
    if (EndsResponsibility(line.fact)) moves.push_back({line.fact.time_us, Move::kEnded, "", nullptr, &line});
  }
  for (const Exchange& e : exchanges) {
    if (IsHandover(e)) {
      const Line* given = FindLine(e, "HandoverGiven");
      if (given != nullptr) moves.push_back({given->fact.time_us, Move::kGiven, "", &e, given});
      for (const Line& line : e.history)  // whoever says so, addressed or not
        if (line.stands() && line.fact.Is("HandoverTaken") && line.fact.key == e.shown.id())
          moves.push_back({line.fact.time_us, Move::kTaken, line.fact.unit(), &e, &line});
    } else if (IsAcceptedFollowUp(e)) {
      const Line* accepted = FindLine(e, "ReferralAccepted");
      moves.push_back({accepted->fact.time_us, Move::kTaken, accepted->fact.unit(), &e, accepted});
    }
  }
  std::stable_sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) {
    return std::tie(a.time_us, a.kind, a.unit) < std::tie(b.time_us, b.kind, b.unit);
  });
  return moves;
}

void Become(const Move& move, std::string_view state, std::vector<std::string> units, ResponsibleUnit* r) {
  r->state = std::string(state);
  r->units = std::move(units);
  r->since_us = move.time_us;
  r->since = move.line;
  r->handover = move.handover != nullptr && IsHandover(*move.handover) ? move.handover->shown.id() : "";
}

bool Addressed(const Move& taken) {
  const auto& receivers = taken.handover->receivers;
  return std::find(receivers.begin(), receivers.end(), taken.unit) != receivers.end();
}

bool OfferedTo(const Move& taken) { return Addressed(taken) && taken.handover->shown.sender_state() == "offered"; }

bool Completes(const Move& taken) {
  return Addressed(taken) && (!IsHandover(*taken.handover) || FindLine(*taken.handover, "HandoverGiven") != nullptr);
}

void Give(const Move& move, ResponsibleUnit* r) {
  const Exchange& h = *move.handover;
  const Line* taken = FindLine(h, "HandoverTaken");
  if (taken != nullptr && taken->fact.time_us <= move.time_us) return;  // taken first, or in the same moment
  Become(move, "between_agencies", {h.shown.from_unit(), h.shown.to_unit()}, r);
}

}  // namespace

ResponsibleUnit DeriveResponsible(const History& history, const std::vector<Exchange>& exchanges, const Frame& frame) {
  ResponsibleUnit r;
  std::vector<Move> claims;  // units that say they took the person over, while nobody says they gave
  for (const Move& move : CollectMoves(history, exchanges)) {
    switch (move.kind) {
      case Move::kReceived:
        // The first unit in contact; a later reception by another is that unit's own record, no handover.
        if (r.state == "none") Become(move, "responsible", {move.unit}, &r);
        break;
      case Move::kGiven:
        Give(move, &r);
        break;
      case Move::kTaken:
        if (!Completes(move)) {
          // Taken by whom it was offered to, the giving not recorded yet: awaited, no contradiction.
          if (!OfferedTo(move)) claims.push_back(move);
          break;
        }
        std::erase_if(claims, [&](const Move& c) { return c.unit == move.handover->shown.from_unit(); });
        Become(move, "responsible", {move.unit}, &r);
        break;
      case Move::kEnded:
        claims.clear();
        Become(move, "none", {}, &r);
        break;
    }
  }
  for (const Move& claim : claims) {
    if (r.state == "none") {
      Become(claim, "responsible", {claim.unit}, &r);
    } else if (std::find(r.units.begin(), r.units.end(), claim.unit) == r.units.end()) {
      std::vector<std::string> both = r.units;
      both.push_back(claim.unit);
      Become(claim, "conflict", std::move(both), &r);
    }
  }
  if (r.state == "between_agencies") {
    r.days = DaysBetween(r.since_us, frame.as_at_us);
    const auto due = frame.governance->Due(rules::kHandoverTaken, r.since_us);
    r.overdue = due.has_value() && frame.as_at_us > *due;
  }
  if (frame.as_at_us != 0)
    for (std::string& unit : r.units) unit = frame.governance->HolderOf(unit, frame.as_at_us);
  return r;
}

}  // namespace homeward::projections
