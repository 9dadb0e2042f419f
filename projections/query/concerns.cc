#include "projections/query/concerns.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "projections/access/decide.h"
#include "projections/cases/projection.h"
#include "projections/exchanges/index.h"
#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "projections/limits.h"
#include "projections/lists/listing.h"
#include "projections/projector/projection.h"
#include "projections/query/exchanges.h"
#include "projections/query/scopes.h"
#include "projections/query/screenings.h"
#include "projections/query/stamp.h"
#include "projections/screenings/screening.h"
#include "projections/victims/projection.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using oversight::v1::Concern;
using oversight::v1::ListConcernsRequest;
using oversight::v1::ListConcernsResponse;

constexpr size_t kEachDefault = 10;  // of a kind

// One of the walks that an answer is made of: exchanges, persons, screenings. A place begins with its letter.
struct Walk {
  char letter;
  std::vector<std::string_view> families;
  std::string_view list;
};

void ScreeningConcern(const std::string& subject, const Viewer& viewer, Knowledge* knowledge, ConcernList* list) {
  std::string basis;
  const auto shown = ReadScreening(std::string(IdOf(subject)), viewer, knowledge, &basis);
  if (!shown.ok()) return;
  // A number that is not shown exactly says nothing of whether there is one.
  int64_t unlinked = 0;
  const std::string& text = shown->unlinked();
  if (std::from_chars(text.data(), text.data() + text.size(), unlinked).ec != std::errc() || unlinked == 0) return;
  const Screening screening = ScreeningOf(std::string(IdOf(subject)), knowledge);
  Concern* c = list->Add(
      concerns::kPositiveScreening, subject, shown->units().empty() ? "" : shown->units(0),
      shown->when().has_time() ? FromTimestamp(shown->when().time()) : WeekStart(screening.told.front().fact.time_us),
      knowledge->frame().as_at_us);
  if (c != nullptr) c->set_count(unlinked);
}

void Look(char letter, const std::string& subject, const Viewer& viewer, Knowledge* knowledge, ConcernList* list) {
  const std::string id(IdOf(subject));
  if (letter == 'e') {
    for (const Exchange& exchange : ExchangesOfSubject(subject, knowledge))
      if (!exchange.shown.state().code().empty() && MayReadExchange(exchange, viewer, knowledge).granted)
        ExchangeConcerns(exchange, knowledge->frame(), list);
  } else if (letter == 'p') {
    // A merged person is told of once, under the pseudonym that stands for all, wherever that one is listed.
    if (knowledge->CanonicalOf(id) == id && MayReadPerson(id, viewer, knowledge).granted)
      PersonConcerns(id, viewer, knowledge, list);
  } else {
    ScreeningConcern(subject, viewer, knowledge, list);
  }
}

}  // namespace

const std::vector<std::string_view>& ConcernKinds() {
  static const auto* kinds = new std::vector<std::string_view>{concerns::kBetweenAgencies,
                                                               concerns::kChildWithoutRepresentative,
                                                               concerns::kHearingWithoutSupport,
                                                               concerns::kNobodyResponsible,
                                                               concerns::kNoContact,
                                                               concerns::kConsentGone,
                                                               concerns::kUnanswered,
                                                               concerns::kFailedWithoutNextStep,
                                                               concerns::kNeedWithoutReferral,
                                                               concerns::kArrivalExpected,
                                                               concerns::kShelterFull,
                                                               concerns::kAllowanceDeadline,
                                                               concerns::kCompensationUnpaid,
                                                               concerns::kAskedManyTimes,
                                                               concerns::kAwaitingOther,
                                                               concerns::kPositiveScreening,
                                                               concerns::kInherited};
  return *kinds;
}

Concern* ConcernList::Add(std::string_view kind, std::string_view subject, std::string_view unit, Micros since_us,
                          Micros as_at_us) {
  if (!asked_.empty() && !asked_.contains(std::string(kind))) return nullptr;
  auto of_kind = found_.find(kind);
  if (of_kind == found_.end()) of_kind = found_.emplace(std::string(kind), std::vector<Concern>()).first;
  Concern& concern = of_kind->second.emplace_back();
  concern.set_subject(std::string(subject));
  concern.set_unit(std::string(unit));
  *concern.mutable_since() = ToTimestamp(since_us);
  concern.set_days(DaysBetween(since_us, as_at_us));
  return &concern;
}

void ConcernList::MoveTo(size_t each, google::protobuf::RepeatedPtrField<oversight::v1::ConcernGroup>* groups) {
  for (const std::string_view kind : ConcernKinds()) {
    const auto found = found_.find(kind);
    if (found == found_.end()) continue;
    std::vector<Concern>& of_kind = found->second;
    std::stable_sort(of_kind.begin(), of_kind.end(), [](const Concern& a, const Concern& b) {
      return FromTimestamp(a.since()) < FromTimestamp(b.since());
    });
    oversight::v1::ConcernGroup* group = groups->Add();
    *group->mutable_kind() = CodedOf(kind);
    group->set_count(static_cast<int64_t>(of_kind.size()));
    group->set_more(of_kind.size() > each);
    for (size_t i = 0; i < std::min(each, of_kind.size()); ++i) *group->add_concerns() = std::move(of_kind[i]);
  }
}

absl::StatusOr<ListConcernsResponse> ListConcernsPage(const ListConcernsRequest& request, const PageScope& scope,
                                                      const PageStart& start, const Viewer& viewer, const Sight& sight,
                                                      Knowledge* knowledge) {
  const auto& known = ConcernKinds();
  for (const std::string& kind : request.kinds())
    if (std::find(known.begin(), known.end(), kind) == known.end())
      return absl::InvalidArgumentError("FILTER_UNKNOWN: kinds names a question that is not asked");
  if (request.each() < 0) return absl::InvalidArgumentError("PAGE_SIZE_NEGATIVE: each must not be negative");
  const size_t each = request.each() == 0 ? kEachDefault : std::min(request.each(), kPageSizeMax);
  const Frame& frame = knowledge->frame();
  auto scopes = OwnScopes(request.unit(), request.province(), viewer, frame);
  if (!scopes.ok()) return scopes.status();
  ConcernList list({request.kinds().begin(), request.kinds().end()});
  if (start.after.empty())
    if (auto sheltered = ShelterConcerns(*scopes, sight, frame, &list); !sheltered.ok()) return sheltered;
  const Walk walks[] = {{'e', {kReferralsView, kCasesView}, kExchangeList},
                        {'p', {kVictimsView}, kPersonList},
                        {'s', {kScreeningsView}, kScreeningList}};
  ListConcernsResponse response;
  std::string next;
  size_t looked = 0;
  for (const Walk& walk : walks) {
    if (!start.after.empty() && walk.letter < start.after[0]) continue;
    std::vector<IndexRange> ranges;
    for (const std::string_view family : walk.families)
      if (auto added = AddRanges(sight, family, walk.list, kOpenSection, *scopes, &ranges); !added.ok()) return added;
    const std::string from =
        !start.after.empty() && start.after[0] == walk.letter ? start.after.substr(1) : std::string();
    std::string last;
    auto whole = WalkIndex(
        sight, ranges, *scopes, from,
        [&](const std::string&, const std::string& subject) {
          if (looked == kConcernLooksMax) return false;
          ++looked;
          Look(walk.letter, subject, viewer, knowledge, &list);
          return true;
        },
        &last);
    if (!whole.ok()) return whole.status();
    if (*whole) continue;
    next = walk.letter + last;
    break;
  }
  if (!knowledge->status().ok()) return knowledge->status();
  Stamp(*knowledge, &response);
  list.MoveTo(each, response.mutable_groups());
  if (!next.empty()) response.set_next_page_token(EncodeToken(scope, {next, frame.as_at_us}));
  return response;
}

}  // namespace homeward::projections
