#include "services/coordination/subjects.h"

#include "proto/contract/text.h"

namespace homeward::services {
namespace {

using contract::Cat;
namespace pb = coordination::v1;

// Ids are bounded here, before they come into the access log: whatever is longer is no id.
constexpr size_t kIdBytesMax = 64;
constexpr size_t kSubjectBytesMax = 80;

std::string Subject(const char* kind, const std::string& id) {
  return Cat(kind, ":", id.size() <= kIdBytesMax ? id : std::string("?"));
}

const char* KindOf(pb::ExchangeKind kind) {
  switch (kind) {
    case pb::EXCHANGE_KIND_HANDOVER:
      return "handover";
    case pb::EXCHANGE_KIND_VERIFICATION:
      return "verification";
    case pb::EXCHANGE_KIND_TIP_TRANSFER:
      return "tip";
    case pb::EXCHANGE_KIND_FILE_TRANSFER:
      return "case";
    default:
      return "referral";
  }
}

std::string Bounded(const std::string& subject) {
  return subject.size() <= kSubjectBytesMax ? subject : std::string("?");
}

constexpr char kReferralsView[] = "referrals";

bool Passes(const std::string& subject) { return subject.rfind("tip:", 0) == 0 || subject.rfind("case:", 0) == 0; }

}  // namespace

std::string RecordedAs(const pb::GetReferralRequest& request) { return Subject(KindOf(request.kind()), request.id()); }
std::string SubjectOf(const pb::GetReferralRequest& request) {
  const bool transfer =
      request.kind() == pb::EXCHANGE_KIND_TIP_TRANSFER || request.kind() == pb::EXCHANGE_KIND_FILE_TRANSFER;
  return transfer ? "" : RecordedAs(request);
}
std::string RecordedAs(const pb::ListDifferencesRequest& request) { return Bounded(request.subject()); }
std::string SubjectOf(const pb::ListDifferencesRequest& request) {
  const bool passing = Passes(request.subject()) && request.views_size() == 1 && request.views(0) == kReferralsView;
  return passing ? "" : RecordedAs(request);
}
std::string RecordedAs(const pb::ExplainRequest& request) { return Bounded(request.subject()); }
std::string SubjectOf(const pb::ExplainRequest& request) {
  if (request.subject().empty()) return "?";
  return Passes(request.subject()) && request.view() == kReferralsView ? "" : RecordedAs(request);
}
std::string SubjectOf(const pb::GetCaseRequest& request) { return Subject("case", request.id()); }
std::string SubjectOf(const pb::GetScreeningRequest& request) { return Subject("screening", request.id()); }
std::string SubjectOf(const pb::GetVictimTimelineRequest& request) { return Subject("person", request.person()); }
std::string SubjectOf(const pb::GetServiceUserRecordRequest& request) {
  return Subject("service", request.service_user());
}
std::string SubjectOf(const pb::WatchCaseRequest& request) { return Subject("case", request.id()); }
std::string SubjectOf(const pb::WatchVictimRequest& request) { return Subject("person", request.person()); }

}  // namespace homeward::services
