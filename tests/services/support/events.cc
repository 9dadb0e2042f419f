#include "tests/services/support/events.h"

#include <atomic>
#include <cstdio>

#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"

namespace homeward::services::testing {
namespace {

using google::protobuf::util::TimeUtil;

template <typename Event>
Event Begin(const char* source, const std::string& unit) {
  Event event;
  common::v1::Envelope* envelope = event.mutable_envelope();
  envelope->set_id(NewUuid7());
  envelope->set_source(source);
  envelope->set_unit(unit);
  envelope->set_province("01");
  *envelope->mutable_time() = TimeUtil::GetCurrentTime() - TimeUtil::MinutesToDuration(1);
  *envelope->mutable_recorded_at() = TimeUtil::GetCurrentTime();
  return event;
}

}  // namespace

std::string NewUuid7() {
  static std::atomic<uint64_t> next = 1;
  char text[64];
  std::snprintf(text, sizeof text, "019b0000-0000-7000-8000-%012llx", static_cast<unsigned long long>(next++));
  return text;
}

police::v1::Event Sent(const std::string& referral, const std::string& person, const std::string& unit) {
  auto event = Begin<police::v1::Event>("test://police", unit);
  auto* sent = event.mutable_referral_sent();
  sent->set_referral_id(referral);
  sent->set_person_id(person);
  sent->set_to_unit("soc.01");
  sent->set_kind(shared::v1::REFERRAL_KIND_SUPPORT);
  sent->set_urgency(shared::v1::URGENCY_URGENT);
  sent->set_basis(static_cast<shared::v1::Basis>(1));
  *sent->mutable_due() = TimeUtil::GetCurrentTime() + TimeUtil::HoursToDuration(24);
  sent->mutable_person()->set_service(shared::v1::SERVICE_CODE_ESSENTIALS);
  return event;
}

police::v1::Event Rescued(const std::string& person) {
  auto event = Begin<police::v1::Event>("test://police", "pol.01");
  event.mutable_victim_rescued()->set_person_id(person);
  event.mutable_victim_rescued()->mutable_person()->set_commune("01.00004");
  return event;
}

police::v1::Event Cancelled(const std::string& referral, const std::string& unit) {
  auto event = Begin<police::v1::Event>("test://police", unit);
  event.mutable_referral_cancelled()->set_referral_id(referral);
  event.mutable_referral_cancelled()->set_reason(shared::v1::REFERRAL_CANCEL_REASON_NEED_MET);
  return event;
}

labour::v1::Event Received(const std::string& referral, const std::string& person) {
  auto event = Begin<labour::v1::Event>("test://labour", "soc.01");
  event.mutable_referral_received()->set_referral_id(referral);
  event.mutable_referral_received()->set_person_id(person);
  event.mutable_referral_received()->set_from_unit("pol.01");
  return event;
}

labour::v1::Event Accepted(const std::string& referral, const std::string& person) {
  auto event = Begin<labour::v1::Event>("test://labour", "soc.01");
  event.mutable_referral_accepted()->set_referral_id(referral);
  event.mutable_referral_accepted()->set_person_id(person);
  event.mutable_referral_accepted()->set_from_unit("pol.01");
  return event;
}

std::string ReasonOf(const google::rpc::Status& refusal) {
  google::rpc::ErrorInfo info;
  for (const auto& detail : refusal.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  return details.ParseFromString(status.error_details()) ? ReasonOf(details) : "";
}

std::string MetadataOf(const grpc::Status& status, const std::string& key) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  if (!details.ParseFromString(status.error_details())) return "";
  for (const auto& detail : details.details()) {
    if (!detail.UnpackTo(&info)) continue;
    const auto found = info.metadata().find(key);
    return found == info.metadata().end() ? "" : found->second;
  }
  return "";
}

std::string NextStepOf(const grpc::Status& status) { return MetadataOf(status, "next_step"); }

}  // namespace homeward::services::testing
