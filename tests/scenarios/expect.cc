#include "tests/scenarios/expect.h"

#include <algorithm>
#include <functional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "proto/contract/formats.h"
#include "tests/scenarios/set_field.h"

namespace homeward::scenario {
namespace {

using projections::Role;

constexpr char kCoordinatorPrefix[] = "crd";
constexpr char kAuditorPrefix[] = "aud";
constexpr int kPageSize = 1000;
constexpr char kNobody[] = "Nobody";  // a symbol that no scenario uses

const std::map<std::string, pb::ExchangeKind>& ExchangeKinds() {
  static const auto* kinds =
      new std::map<std::string, pb::ExchangeKind>{{"referral", pb::EXCHANGE_KIND_REFERRAL},
                                                  {"handover", pb::EXCHANGE_KIND_HANDOVER},
                                                  {"verification", pb::EXCHANGE_KIND_VERIFICATION},
                                                  {"tip_transfer", pb::EXCHANGE_KIND_TIP_TRANSFER},
                                                  {"file_transfer", pb::EXCHANGE_KIND_FILE_TRANSFER}};
  return *kinds;
}

absl::StatusOr<Asking> Ask(const Expectation& expectation, const Scene& scene, std::vector<Assignment>* rest) {
  Asking asking{.viewer = ViewerOf(expectation.viewer, scene.symbols())};
  asking.context.set_purpose(asking.viewer.purpose);
  int64_t at_us = scene.world->now_us();
  for (const Assignment& attribute : expectation.attributes) {
    if (attribute.path == "at") {
      auto when = ParseWhen(attribute.value);
      if (!when.ok()) return when.status();
      at_us = scene.plan->calendar.Micros(*when, kDayBeginsMinute);
    } else if (attribute.path == "known") {
      const auto it = scene.positions.find(attribute.value);
      if (it == scene.positions.end()) {
        return absl::InvalidArgumentError(absl::StrCat("known=", attribute.value, ": no such event yet"));
      }
      asking.known_at.emplace().set_position(it->second);
    } else {
      rest->push_back(attribute);
    }
  }
  asking.context.mutable_as_at()->set_seconds(at_us / 1'000'000);
  asking.context.mutable_as_at()->set_nanos(static_cast<int32_t>(at_us % 1'000'000) * 1000);
  return asking;
}

template <typename Request>
Request Filled(const Asking& asking) {
  Request request;
  *request.mutable_context() = asking.context;
  if (asking.known_at) *request.mutable_known_at() = *asking.known_at;
  return request;
}

absl::StatusOr<pb::GetReferralResponse> GetExchange(const Asking& asking, const std::string& kind,
                                                    const std::string& symbol, const Scene& scene) {
  auto request = Filled<pb::GetReferralRequest>(asking);
  request.set_kind(ExchangeKinds().at(kind));
  request.set_id(scene.symbols().Uuid(symbol));
  return scene.world->views().GetReferral(request, asking.viewer);
}

absl::StatusOr<pb::GetCaseResponse> GetCase(const Asking& asking, const std::string& symbol, const Scene& scene) {
  auto request = Filled<pb::GetCaseRequest>(asking);
  request.set_id(scene.symbols().Uuid(symbol));
  return scene.world->views().GetCase(request, asking.viewer);
}

absl::StatusOr<pb::GetScreeningResponse> GetScreening(const Asking& asking, const std::string& symbol,
                                                      const Scene& scene) {
  auto request = Filled<pb::GetScreeningRequest>(asking);
  request.set_id(scene.symbols().Uuid(symbol));
  return scene.world->views().GetScreening(request, asking.viewer);
}

absl::StatusOr<pb::GetVictimTimelineResponse> GetVictim(const Asking& asking, const std::string& symbol,
                                                        const Scene& scene) {
  auto request = Filled<pb::GetVictimTimelineRequest>(asking);
  request.set_person(scene.symbols().PersonId(symbol));
  return scene.world->views().GetVictimTimeline(request, asking.viewer);
}

absl::StatusOr<pb::GetServiceUserRecordResponse> GetServiceUser(const Asking& asking, const std::string& symbol,
                                                                const Scene& scene) {
  auto request = Filled<pb::GetServiceUserRecordRequest>(asking);
  request.set_service_user(scene.symbols().ServiceId(symbol));
  return scene.world->views().GetServiceUserRecord(request, asking.viewer);
}

// The status of asking for a subject of any kind.
absl::Status StatusOf(const Asking& asking, const std::string& kind, const std::string& symbol, const Scene& scene) {
  if (ExchangeKinds().contains(kind)) return GetExchange(asking, kind, symbol, scene).status();
  if (kind == "case") return GetCase(asking, symbol, scene).status();
  if (kind == "screening") return GetScreening(asking, symbol, scene).status();
  if (kind == "victim") return GetVictim(asking, symbol, scene).status();
  if (kind == "service_user") return GetServiceUser(asking, symbol, scene).status();
  return absl::InvalidArgumentError(absl::StrCat("there is no kind '", kind, "'"));
}

Differences CheckUnknown(const Asking& asking, const std::string& kind, const std::string& symbol, const Scene& scene) {
  const absl::Status got = StatusOf(asking, kind, symbol, scene);
  const absl::Status unknown = StatusOf(asking, kind, kNobody, scene);
  if (!absl::IsNotFound(got)) return {Difference("answer", "not found", got.ok() ? "an answer" : got.ToString())};
  if (got != unknown) return {Difference("answer", unknown.ToString(), got.ToString())};
  return {};
}

bool HoldsField(const pb::Entry& entry, const std::string& name) {
  return std::any_of(entry.fields().begin(), entry.fields().end(), [&](const pb::Field& field) {
    return field.name() == name || absl::EndsWith(field.name(), "." + name);
  });
}

Differences CheckMaskedEvent(const pb::VictimTimeline& timeline, const std::vector<std::string>& words,
                             const Scene& scene) {
  for (const pb::LaneEntries& lane : timeline.lanes()) {
    const pb::Entry* entry = FindEntry(lane.entries(), words[3], scene.symbols());
    if (entry == nullptr) continue;
    if (words.size() > 4 ? HoldsField(*entry, words[4]) : !entry->fields().empty()) {
      return {absl::StrCat(words[3], " is shown: ", entry->ShortDebugString())};
    }
  }
  return {};
}

// expect masked victim P1 LABEL [field] | expect masked referral R1 field
Differences CheckMasked(const Asking& asking, const std::vector<std::string>& words, const Scene& scene) {
  if (words.size() < 4) return {"write: expect masked victim P1 LABEL [field]"};
  if (words[1] == "victim") {
    auto answer = GetVictim(asking, words[2], scene);
    if (!answer.ok())
      return absl::IsNotFound(answer.status()) ? Differences{} : Differences{answer.status().ToString()};
    return CheckMaskedEvent(answer->timeline(), words, scene);
  }
  if (!ExchangeKinds().contains(words[1])) return {absl::StrCat("masked knows no kind '", words[1], "'")};
  auto answer = GetExchange(asking, words[1], words[2], scene);
  if (!answer.ok()) return absl::IsNotFound(answer.status()) ? Differences{} : Differences{answer.status().ToString()};
  Differences differences;
  MatchField(answer->referral(), words[3], "none", scene.place(), &differences);
  return differences;
}

// expect inbox soc.01 has R1,R2
Differences CheckBox(const Asking& asking, const std::vector<std::string>& words, const Scene& scene) {
  if (words.size() != 4 || (words[2] != "has" && words[2] != "hasnot")) return {"write: expect inbox soc.01 has R1"};
  std::vector<std::string> ids;
  absl::Status status;
  const auto take = [&](const auto& answer) {
    status = answer.status();
    if (answer.ok())
      for (const pb::Exchange& exchange : answer->exchanges()) ids.push_back(exchange.id());
  };
  const auto fill = [&](auto request) {
    *request.mutable_context() = asking.context;
    request.mutable_filter()->set_unit(scene.symbols().Unit(words[1]));
    request.set_page_size(kPageSize);
    return request;
  };
  if (words[0] == "inbox") take(scene.world->views().ListInbox(fill(pb::ListInboxRequest()), asking.viewer));
  if (words[0] == "outbox") take(scene.world->views().ListOutbox(fill(pb::ListOutboxRequest()), asking.viewer));
  if (!status.ok()) return {status.ToString()};
  Differences differences;
  const std::vector<std::string> wanted = absl::StrSplit(words[3], ',');
  MatchContains(absl::StrCat(words[0], " ", words[1]), words[2] == "has" ? words[3] : "-" + absl::StrJoin(wanted, ",-"),
                ids, scene.symbols(), &differences);
  return differences;
}

template <typename Answer, typename CheckOne>
Differences CheckAll(const Answer& answer, const std::vector<Assignment>& attributes, CheckOne check) {
  if (!answer.ok()) return {Difference("answer", "one", answer.status().ToString())};
  Differences differences;
  for (const Assignment& attribute : attributes) check(*answer, attribute, &differences);
  return differences;
}

}  // namespace

projections::Viewer ViewerOf(const Viewer& viewer, const Symbols& symbols) {
  const std::string unit = symbols.Unit(viewer.unit);
  const std::string prefix(contract::UnitPrefix(unit));
  const contract::AgencyContract* agency = contract::Contract::Get().FindAgencyByUnit(unit);
  projections::Viewer seen;
  seen.role = prefix == kCoordinatorPrefix ? Role::kCoordinator
              : prefix == kAuditorPrefix   ? Role::kAuditor
              : agency == nullptr          ? Role::kNone
                                           : projections::RoleFromName(agency->role);
  seen.certificate_unit = unit;
  seen.spiffe =
      absl::StrCat(std::string(services::kSpiffePrefix), std::string(projections::RoleName(seen.role)), "/", unit);
  pb::Purpose purpose = pb::PURPOSE_UNSPECIFIED;
  pb::Purpose_Parse("PURPOSE_" + absl::AsciiStrToUpper(viewer.purpose), &purpose);
  seen.purpose = purpose;
  return seen;
}

Differences Check(const Expectation& expectation, const Scene& scene) {
  if (absl::Status status = scene.world->Settle(); !status.ok()) return {status.ToString()};
  std::vector<Assignment> attributes;
  auto asking = Ask(expectation, scene, &attributes);
  if (!asking.ok()) return {std::string(asking.status().message())};
  const std::vector<std::string>& words = expectation.words;
  const std::string& kind = words[0];
  if (kind == "inbox" || kind == "outbox") return CheckBox(*asking, words, scene);
  if (words.size() < 2) return {"the expectation names no subject"};
  if (kind == "unknown") {
    return words.size() == 3 ? CheckUnknown(*asking, words[1], words[2], scene)
                             : Differences{"write: expect unknown victim P1"};
  }
  if (kind == "overdue" || kind == "running") return CheckDeadlines(*asking, words, attributes, scene);
  if (kind == "concern" || kind == "no_concern") return CheckConcern(*asking, words, attributes, scene);
  if (kind == "indicator" || kind == "no") return CheckIndicator(*asking, words, attributes, scene);
  if (kind == "event") return CheckEvent(expectation, scene);
  if (kind == "masked") return CheckMasked(*asking, words, scene);
  if (ExchangeKinds().contains(kind)) {
    return CheckAll(GetExchange(*asking, kind, words[1], scene), attributes,
                    [&](const auto& answer, const Assignment& a, Differences* differences) {
                      CheckExchange(answer.referral(), a, scene, differences);
                    });
  }
  if (kind == "case") {
    return CheckAll(GetCase(*asking, words[1], scene), attributes,
                    [&](const auto& answer, const Assignment& a, Differences* differences) {
                      CheckCase(answer.progress(), a, scene, differences);
                    });
  }
  if (kind == "screening") {
    return CheckAll(GetScreening(*asking, words[1], scene), attributes,
                    [&](const auto& answer, const Assignment& a, Differences* differences) {
                      CheckScreening(answer.screening(), a, scene, differences);
                    });
  }
  if (kind == "victim") {
    return CheckAll(GetVictim(*asking, words[1], scene), attributes,
                    [&](const auto& answer, const Assignment& a, Differences* differences) {
                      CheckVictim(answer.timeline(), a, scene, differences);
                    });
  }
  if (kind == "service_user") {
    return CheckAll(GetServiceUser(*asking, words[1], scene), attributes,
                    [&](const auto& answer, const Assignment& a, Differences* differences) {
                      CheckServiceUser(answer, a, scene, differences);
                    });
  }
  return {absl::StrCat("there is no expectation '", kind, "'")};
}

}  // namespace homeward::scenario
