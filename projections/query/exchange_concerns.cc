// What asks for attention about exchanges, and about places to stay.
#include <map>
#include <utility>

#include "projections/lists/listing.h"
#include "projections/facts/dates.h"
#include "projections/query/concerns.h"
#include "projections/tallies/reader.h"
#include "proto/contract/contract.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

constexpr int kProvinceCodes = 100;  // two digits

void DueOf(const coordination::v1::Owed& owed, oversight::v1::Concern* concern) {
  if (concern != nullptr && owed.has_due()) *concern->mutable_due() = owed.due();
}

std::set<std::string> ProvincesOf(const std::vector<std::string>& scopes) {
  std::set<std::string> provinces;
  for (const std::string& scope : scopes) {
    if (scope == kEverywhere) {
      for (int code = 0; code < kProvinceCodes; ++code) provinces.insert(contract::Cat(code < 10 ? "0" : "", code));
    } else if (scope.starts_with(kEverywhere)) {
      provinces.insert(scope.substr(kEverywhere.size()));
    } else {
      provinces.emplace(contract::UnitProvince(scope));
    }
  }
  return provinces;
}

}  // namespace

void ExchangeConcerns(const Exchange& exchange, const Frame& frame, ConcernList* list) {
  const auto& e = exchange.shown;
  if (!e.open()) return;
  const auto add = [&](std::string_view kind, const std::string& unit, const google::protobuf::Timestamp& since) {
    return list->Add(kind, e.subject(), unit, FromTimestamp(since), frame.as_at_us);
  };
  for (const auto& overlay : e.overlays()) {
    const std::string& code = overlay.code();
    if (code == "open_for_sender") {
      const std::string unit = e.owed().empty() ? e.from_unit_now() : e.owed(0).unit();
      auto* c = add(concerns::kFailedWithoutNextStep, unit, e.changed_at());
      if (!e.owed().empty()) DueOf(e.owed(0), c);
      if (c != nullptr) c->set_detail(e.state().code());
    } else if (code == "unacknowledged") {
      auto* c = add(concerns::kUnanswered, e.to_unit_now(), e.sent_at());
      if (c != nullptr && e.has_due()) *c->mutable_due() = e.due();
    } else if (code == "consent_withdrawn" || code == "consent_expired") {
      if (auto* c = add(concerns::kConsentGone, e.to_unit_now(), e.changed_at())) c->set_detail(code);
    } else if (code == "inherited") {
      const bool receiver = overlay.detail() == e.to_unit();
      auto* c = add(concerns::kInherited, receiver ? e.to_unit_now() : e.from_unit_now(),
                    e.has_sent_at() ? e.sent_at() : e.changed_at());
      if (c != nullptr) c->set_detail(overlay.detail());
    }
  }
  for (const auto& verdict : e.verdicts()) {
    if (verdict.result() != coordination::v1::VERDICT_RESULT_AWAITING) continue;
    if (auto* c = add(concerns::kAwaitingOther, verdict.unit(), e.changed_at())) c->set_detail(verdict.code().code());
  }
}

absl::Status ShelterConcerns(const std::vector<std::string>& scopes, const Sight& sight, const Frame& frame,
                             ConcernList* list) {
  const contract::EventType* type = contract::Contract::Get().FindEvent("ShelterCapacityReported");
  TallyReader reader(sight.rows.get());
  std::map<std::pair<std::string, std::string>, const Tally*> last;  // by unit and area: they come in order of time
  for (const Tally& tally : reader.Of(type->number, ProvincesOf(scopes), {0, frame.as_at_us}))
    if (tally.StoodAt(sight.position)) last[{tally.unit, tally.area}] = &tally;
  for (const auto& [whose, tally] : last) {
    if (tally->Number("places") == 0 || tally->Number("free") > 0) continue;
    auto* c = list->Add(concerns::kShelterFull, contract::Cat("unit:", tally->unit),
                        frame.governance->HolderOf(tally->unit, frame.as_at_us), tally->time_us, frame.as_at_us);
    if (c == nullptr) continue;
    c->set_count(tally->Number("places"));
    c->set_detail(tally->area);
  }
  return reader.status();
}

}  // namespace homeward::projections
