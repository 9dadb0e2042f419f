#include "projections/query/exchanges.h"

#include <algorithm>

#include "projections/access/decide.h"
#include "projections/access/mask.h"
#include "projections/cases/projection.h"
#include "projections/exchanges/build.h"
#include "projections/exchanges/index.h"
#include "projections/labels/labels.h"
#include "projections/limits.h"
#include "projections/lists/listing.h"
#include "projections/projector/projection.h"
#include "projections/query/page.h"
#include "projections/query/scopes.h"
#include "proto/contract/formats.h"

namespace homeward::projections {
namespace {

using coordination::v1::ExchangeFilter;
using coordination::v1::ExchangeKind;

bool AnyCovered(std::string_view outer, const std::string& unit, const std::string& unit_now) {
  return contract::UnitCovers(outer, unit) || contract::UnitCovers(outer, unit_now);
}

// The scopes to read, each a unit, a province or everything.
absl::StatusOr<std::vector<std::string>> ScopesFor(const ExchangeFilter& filter, const Viewer& viewer,
                                                   const Frame& frame) {
  if (auto checked = CheckCodes(filter.states(), "states"); !checked.ok()) return checked;
  if (auto checked = CheckCodes(filter.overlays(), "overlays"); !checked.ok()) return checked;
  if (Supervises(viewer)) return SupervisedScopes(filter.unit(), filter.province(), viewer, frame);
  std::vector<std::string> scopes;
  const std::string unit = filter.unit().empty() ? viewer.unit() : filter.unit();
  // Another agency's unit as the other side of one's own exchanges narrows the list and opens nothing.
  scopes.push_back(contract::UnitCovers(viewer.unit(), unit) ? unit : viewer.unit());
  for (std::string& gone : frame.governance->Inherited(scopes.front(), frame.as_at_us))
    scopes.push_back(std::move(gone));
  return scopes;
}

bool Overdue(const coordination::v1::Exchange& e) {
  static constexpr std::string_view kCodes[] = {"expired", "unacknowledged", "hold_review_overdue",
                                                "between_agencies_overdue"};
  for (const auto& overlay : e.overlays())
    if (std::find(std::begin(kCodes), std::end(kCodes), overlay.code()) != std::end(kCodes)) return true;
  return std::any_of(e.owed().begin(), e.owed().end(), [](const auto& owed) { return owed.overdue(); });
}

bool PassesKind(const coordination::v1::Exchange& e, const ListQuestion& q) {
  const auto& kinds = q.filter.kinds();
  if (kinds.empty()) return q.kind != ListKind::kBoard || e.kind() == coordination::v1::EXCHANGE_KIND_REFERRAL;
  return std::find(kinds.begin(), kinds.end(), e.kind()) != kinds.end();
}

bool PassesFacts(const coordination::v1::Exchange& e, const ExchangeFilter& filter) {
  if (!filter.states().empty() &&
      std::find(filter.states().begin(), filter.states().end(), e.state().code()) == filter.states().end())
    return false;
  if (filter.overdue_only() && !Overdue(e)) return false;
  if (filter.overlays().empty()) return true;
  return std::any_of(e.overlays().begin(), e.overlays().end(), [&](const auto& overlay) {
    return std::find(filter.overlays().begin(), filter.overlays().end(), overlay.code()) != filter.overlays().end();
  });
}

bool ToSide(const coordination::v1::Exchange& e, std::string_view unit) {
  return AnyCovered(unit, e.to_unit(), e.to_unit_now());
}
bool FromSide(const coordination::v1::Exchange& e, std::string_view unit) {
  return AnyCovered(unit, e.from_unit(), e.from_unit_now());
}

bool PassesSide(const coordination::v1::Exchange& e, const ListQuestion& q, std::string_view unit) {
  const auto direction = q.filter.direction();
  if (direction == coordination::v1::DIRECTION_IN && !ToSide(e, unit)) return false;
  if (direction == coordination::v1::DIRECTION_OUT && !FromSide(e, unit)) return false;
  if (q.kind == ListKind::kBoard) return true;
  // A box is one unit's own; a whole agency (a bare prefix) looks into all of its units' boxes.
  const bool agency = unit.find('.') == std::string_view::npos;
  bool owes = false, others = false;
  for (const auto& owed : e.owed())
    (owed.unit() == unit || (agency && contract::UnitCovers(unit, owed.unit())) ? owes : others) = true;
  return q.kind == ListKind::kInbox ? owes : others && (ToSide(e, unit) || FromSide(e, unit));
}

// Then, or by now: what was closed since is not to be read at its earlier date either.
bool ClosedToReceiver(const Exchange& exchange, Knowledge* knowledge) {
  if (exchange.closed_to_receiver || knowledge->present() == knowledge) return exchange.closed_to_receiver;
  const std::vector<Exchange> now = ExchangesOfSubject(exchange.shown.subject(), knowledge->present());
  return std::any_of(now.begin(), now.end(), [](const Exchange& e) { return e.closed_to_receiver; });
}

}  // namespace

bool PassesFilter(const Exchange& exchange, const ListQuestion& q, const Viewer& viewer, Knowledge* knowledge) {
  const auto& e = exchange.shown;
  if (e.state().code().empty() || !PassesKind(e, q) || !PassesFacts(e, q.filter)) return false;
  if (!e.open() && (q.kind != ListKind::kBoard || !q.filter.include_closed())) {
    const bool asked_by_state = q.kind == ListKind::kBoard && !q.filter.states().empty();
    if (!asked_by_state) return false;
  }
  if (!MayReadExchange(exchange, viewer, knowledge).granted) return false;
  if (!q.filter.province().empty() && contract::UnitProvince(e.from_unit()) != q.filter.province() &&
      contract::UnitProvince(e.to_unit()) != q.filter.province() &&
      contract::UnitProvince(e.to_unit_now()) != q.filter.province())
    return false;
  if (!q.filter.unit().empty() && !ToSide(e, q.filter.unit()) && !FromSide(e, q.filter.unit())) return false;
  if (Supervises(viewer) && q.filter.unit().empty()) return q.kind == ListKind::kBoard || !e.owed().empty();
  const std::string& unit = q.filter.unit().empty() ? viewer.unit() : q.filter.unit();
  return PassesSide(e, q, unit);
}

std::vector<Exchange> ExchangesOfSubject(const std::string& subject, Knowledge* knowledge) {
  if (KindOf(subject) == "case")
    return DeriveFileTransfers(std::string(IdOf(subject)), knowledge->Of(subject), knowledge->frame());
  std::vector<Exchange> one;
  one.push_back(ExchangeOf(subject, knowledge));
  return one;
}

absl::StatusOr<coordination::v1::Exchange> ReadExchange(const std::string& subject, const Viewer& viewer,
                                                        Knowledge* knowledge, std::string* basis) {
  const std::vector<Exchange> exchanges = ExchangesOfSubject(subject, knowledge);
  if (!knowledge->status().ok()) return knowledge->status();
  const absl::Status unknown = absl::NotFoundError("unknown, or not yours to read");
  if (exchanges.empty() || exchanges.back().shown.state().code().empty()) return unknown;
  const AccessDecision* given = knowledge->granted(subject);
  const AccessDecision decision = given != nullptr ? *given : MayReadExchange(exchanges.back(), viewer, knowledge);
  if (!decision.granted) return unknown;
  *basis = decision.basis;
  coordination::v1::Exchange shown = MaskExchange(exchanges.back(), viewer, knowledge, true);
  if (!knowledge->status().ok()) return knowledge->status();
  return shown;
}

absl::StatusOr<ListPage> ListExchanges(const ListQuestion& q, const Viewer& viewer, const SightPtr& sight,
                                       Knowledge* knowledge) {
  auto scopes = ScopesFor(q.filter, viewer, knowledge->frame());
  if (!scopes.ok()) return scopes.status();
  const std::string& after = q.start.after;
  // A place begins with its section: 'o' before 'c', so open ones come first.
  const bool closed_too = q.past || q.filter.include_closed() || !q.filter.states().empty();
  ListPage page;
  std::string next;
  for (const char section : {kOpenSection, kClosedSection}) {
    if (section == kClosedSection && !closed_too) break;
    if (!after.empty() && after[0] == kClosedSection && section == kOpenSection) continue;
    std::vector<IndexRange> ranges;
    for (const std::string_view view : {kReferralsView, kCasesView})
      if (auto added = AddRanges(*sight, view, kExchangeList, section, *scopes, &ranges); !added.ok()) return added;
    std::string last;
    const std::string from = !after.empty() && after[0] == section ? after.substr(1) : "";
    auto whole = WalkIndex(
        *sight, ranges, *scopes, from,
        [&](const std::string& place, const std::string& subject) {
          if (page.exchanges.size() >= q.page_size) return false;
          for (const Exchange& exchange : ExchangesOfSubject(subject, knowledge))
            if (PassesFilter(exchange, q, viewer, knowledge))
              page.exchanges.push_back(MaskExchange(exchange, viewer, knowledge, false));
          return true;
        },
        &last);
    if (!whole.ok()) return whole.status();
    if (!*whole) {
      next = section + last;
      break;
    }
  }
  if (!knowledge->status().ok()) return knowledge->status();
  if (next.empty()) return page;
  page.next_page_token = EncodeToken(q.scope, {next, knowledge->frame().as_at_us});
  return page;
}

coordination::v1::Exchange MaskExchange(const Exchange& exchange, const Viewer& viewer, Knowledge* knowledge,
                                        bool entries) {
  const Frame& frame = knowledge->frame();
  coordination::v1::Exchange e = exchange.shown;
  const auto own = [&](const std::vector<std::string>& units) {
    return std::any_of(units.begin(), units.end(), [&](const auto& u) { return IsOwn(u, viewer, frame); });
  };
  const bool receiver_only = own(exchange.receivers) && !own(exchange.senders);
  // What came in error, or on a consent that is gone, the receiver no longer reads; it sees what it owes.
  const bool closed = receiver_only && ClosedToReceiver(exchange, knowledge);
  if (closed) {
    e.clear_need();
    e.add_masked("need");
    e.clear_person();
    e.add_masked("person");
  }
  if (!entries) return e;
  for (const Line& line : exchange.history) {
    if (line.fact.key != e.id() || !MayKnowOf(line.fact, viewer, frame)) continue;
    if (closed && !IsOwn(line.fact.unit(), viewer, frame) && line.fact.StreamKind() == "referral_out" &&
        (line.fact.Is("ReferralSent") || line.fact.Is("ServiceReferralSent"))) {
      coordination::v1::Entry entry = RenderEntry(line, viewer, frame);
      entry.clear_fields();
      entry.clear_person();
      entry.add_masked("person");
      *e.add_entries() = std::move(entry);
      continue;
    }
    coordination::v1::Entry entry = RenderEntry(line, viewer, frame);
    for (const auto& verdict : exchange.shown.verdicts())
      if (line.stands() && BearsVerdict(line.fact, exchange, verdict)) *entry.add_verdicts() = verdict;
    *e.add_entries() = std::move(entry);
  }
  return e;
}

}  // namespace homeward::projections
