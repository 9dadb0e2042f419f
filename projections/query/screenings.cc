#include "projections/query/screenings.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "projections/access/decide.h"
#include "projections/access/mask.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

constexpr std::string_view kKind = "screening:";

}  // namespace

Screening ScreeningOf(const std::string& id, Knowledge* knowledge) {
  const std::string subject = contract::Cat(kKind, id);
  return DeriveScreening(
      subject, knowledge->Of(subject), [&](const std::string& person) { return knowledge->CanonicalOf(person); },
      knowledge->frame());
}

coordination::v1::Screening MaskScreening(const std::string& id, const Screening& screening, const Viewer& viewer,
                                          const Frame& frame) {
  coordination::v1::Screening shown;
  shown.set_id(id);
  shown.set_subject(contract::Cat(kKind, id));
  for (const ScreeningReport& report : screening.told)
    if (const auto& units = shown.units(); std::find(units.begin(), units.end(), report.fact.unit()) == units.end())
      shown.add_units(report.fact.unit());
  if (!screening.told.empty()) *shown.mutable_when() = WhenOf(screening.told.front().fact, viewer, frame);
  // Told by several units, small counts are nobody's alone: naming another's screening tells nothing about it.
  const auto others = [&](int64_t ScreeningReport::*count, int64_t below) {
    return std::any_of(screening.told.begin(), screening.told.end(), [&](const ScreeningReport& report) {
      return report.*count < below && !IsOwn(report.fact.unit(), viewer, frame);
    });
  };
  const bool own = !others(&ScreeningReport::positive, std::numeric_limits<int64_t>::max());
  const auto small = [&](int64_t count) { return !own && count < kSmallCount; };
  // No hidden count may be the difference of shown ones: a report's of the sum and one's own, a part of the whole.
  const bool hidden = others(&ScreeningReport::positive, kSmallCount);
  const bool tells = !hidden && small(screening.linked) != small(screening.unlinked());
  const auto text = [&](int64_t count, std::string_view field, bool exact) {
    if (exact) return contract::Cat(count);
    shown.add_masked(std::string(field));
    return contract::Cat(count < kSmallCount ? "< " : ">= ", kSmallCount);
  };
  shown.set_screened(text(screening.screened, "screened", !others(&ScreeningReport::screened, kSmallCount)));
  shown.set_positive(text(screening.positive, "positive", !hidden));
  shown.set_linked(text(screening.linked, "linked", !small(screening.linked) && !tells));
  shown.set_unlinked(text(screening.unlinked(), "unlinked", !small(screening.unlinked()) && !tells && !hidden));
  return shown;
}

absl::StatusOr<coordination::v1::Screening> ReadScreening(const std::string& id, const Viewer& viewer,
                                                          Knowledge* knowledge, std::string* basis) {
  const Screening screening = ScreeningOf(id, knowledge);
  if (!knowledge->status().ok()) return knowledge->status();
  AccessDecision decision = MayReadScreening(screening, viewer, knowledge->frame());
  if (Knowledge* now = knowledge->present(); now != knowledge && decision.granted && viewer.role != Role::kAuditor)
    decision.granted = MayReadScreening(ScreeningOf(id, now), viewer, now->frame()).granted;
  if (const AccessDecision* granted = knowledge->granted(contract::Cat(kKind, id))) decision = *granted;
  if (!knowledge->status().ok()) return knowledge->status();
  if (!decision.granted) return absl::NotFoundError("unknown, or not yours to read");
  *basis = decision.basis;
  return MaskScreening(id, screening, viewer, knowledge->frame());
}

}  // namespace homeward::projections
