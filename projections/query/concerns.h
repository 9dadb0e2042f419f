// The coordinator's day: each question that is asked every morning, answered with whom or what it is about.
//
// Answers rest on what the viewer may read of a person, an exchange or a screening, and on nothing else. How long is
// too long, the rules say; without a row of the rule the question has no answer.
#ifndef HOMEWARD_PROJECTIONS_QUERY_CONCERNS_H_
#define HOMEWARD_PROJECTIONS_QUERY_CONCERNS_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "homeward/oversight/v1/oversight.pb.h"
#include "projections/access/viewer.h"
#include "projections/query/knowledge.h"
#include "projections/query/page.h"
#include "projections/victims/timeline.h"

namespace homeward::projections {

inline constexpr uint32_t kConcernListVersion = 1;  // of the walk's order; a token of another one is refused

namespace concerns {
inline constexpr std::string_view kBetweenAgencies = "between_agencies";
inline constexpr std::string_view kNeedWithoutReferral = "need_without_referral";
inline constexpr std::string_view kFailedWithoutNextStep = "failed_without_next_step";
inline constexpr std::string_view kNobodyResponsible = "nobody_responsible";
inline constexpr std::string_view kNoContact = "no_contact";
inline constexpr std::string_view kChildWithoutRepresentative = "child_without_representative";
inline constexpr std::string_view kHearingWithoutSupport = "hearing_without_support";
inline constexpr std::string_view kAskedManyTimes = "asked_many_times";
inline constexpr std::string_view kConsentGone = "consent_withdrawn_or_expiring_while_open";
inline constexpr std::string_view kArrivalExpected = "arrival_expected";
inline constexpr std::string_view kShelterFull = "shelter_full";
inline constexpr std::string_view kAllowanceDeadline = "allowance_deadline";
inline constexpr std::string_view kCompensationUnpaid = "compensation_unpaid";
inline constexpr std::string_view kAwaitingOther = "awaiting_other";
inline constexpr std::string_view kPositiveScreening = "positive_screening_unlinked";
inline constexpr std::string_view kUnanswered = "unanswered";
inline constexpr std::string_view kInherited = "inherited";
}  // namespace concerns

// In the order in which they are told.
const std::vector<std::string_view>& ConcernKinds();

// What was found so far, by kind.
class ConcernList {
 public:
  // `asked`: kinds; none: all.
  explicit ConcernList(std::set<std::string> asked) : asked_(std::move(asked)) {}

  // The new concern, to be filled; null where its kind was not asked for.
  oversight::v1::Concern* Add(std::string_view kind, std::string_view subject, std::string_view unit, Micros since_us,
                              Micros as_at_us);

  // The oldest first, at most `each` of a kind.
  void MoveTo(size_t each, google::protobuf::RepeatedPtrField<oversight::v1::ConcernGroup>* groups);

 private:
  const std::set<std::string> asked_;
  std::map<std::string, std::vector<oversight::v1::Concern>, std::less<>> found_;
};

// Of one person, whom the viewer may read.
void PersonConcerns(const std::string& person, const Viewer& viewer, Knowledge* knowledge, ConcernList* list);
// Of one exchange, which the viewer may read.
void ExchangeConcerns(const Exchange& exchange, const Frame& frame, ConcernList* list);
// Of places to stay, which are counts and of nobody: those of the scopes.
absl::Status ShelterConcerns(const std::vector<std::string>& scopes, const Sight& sight, const Frame& frame,
                             ConcernList* list);

// INVALID_ARGUMENT: a kind that there is not. PERMISSION_DENIED: the unit or province is not the viewer's to ask for.
absl::StatusOr<oversight::v1::ListConcernsResponse> ListConcernsPage(const oversight::v1::ListConcernsRequest& request,
                                                                     const PageScope& scope, const PageStart& start,
                                                                     const Viewer& viewer, const Sight& sight,
                                                                     Knowledge* knowledge);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_CONCERNS_H_
