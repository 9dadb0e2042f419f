#include "services/coordination/subjects.h"

#include "proto/contract/text.h"

namespace homeward::services {
namespace {

using contract::Cat;
namespace pb = coordination::v1;

// Ids are bounded here, before they come into the access log: whatever is longer is no id.
constexpr size_t kIdBytesMax = 64;

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

}  // namespace

std::string RecordedAs(const pb::GetReferralRequest& request) { return Subject(KindOf(request.kind()), request.id()); }
std::string SubjectOf(const pb::GetReferralRequest& request) {
  const bool transfer =
      request.kind() == pb::EXCHANGE_KIND_TIP_TRANSFER || request.kind() == pb::EXCHANGE_KIND_FILE_TRANSFER;
  return transfer ? "" : RecordedAs(request);
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
