// A valid event to spoil: a synthetic referral from the police of province 01 to the support service.
#ifndef HOMEWARD_TESTS_PROTO_CONTRACT_SAMPLE_H_
#define HOMEWARD_TESTS_PROTO_CONTRACT_SAMPLE_H_

#include <memory>

#include "homeward/police/v1/police_service.pb.h"
#include "proto/contract/event.h"

namespace homeward::contract {

inline constexpr int64_t kSampleSeconds = 1'750'000'000;  // 2025-06-15
inline constexpr int64_t kSampleNowUs = (kSampleSeconds + 3600) * 1'000'000;

inline police::v1::Event SampleReferral() {
  police::v1::Event event;
  auto* envelope = event.mutable_envelope();
  envelope->set_id("01976f3c-0000-7000-8000-000000000001");
  envelope->set_source("https://police.example/system");
  envelope->set_unit("pol.01");
  envelope->set_province("01");
  envelope->mutable_time()->set_seconds(kSampleSeconds);
  envelope->mutable_recorded_at()->set_seconds(kSampleSeconds + 60);
  auto* sent = event.mutable_referral_sent();
  sent->set_referral_id("6f9619ff-8b86-4011-b42d-00c04fc964ff");
  sent->set_person_id("p00000000000000000000000000");
  sent->set_to_unit("soc.01");
  sent->set_kind(shared::v1::REFERRAL_KIND_SUPPORT);
  sent->set_urgency(shared::v1::URGENCY_ROUTINE);
  sent->mutable_due()->set_seconds(kSampleSeconds + 86400);
  sent->set_basis(shared::v1::BASIS_CONSENT);
  sent->mutable_person()->set_service(shared::v1::SERVICE_CODE_LEGAL_COUNSELLING);
  return event;
}

inline Event Wrap(const police::v1::Event& event) { return WrapEvent(std::make_unique<police::v1::Event>(event)); }

}  // namespace homeward::contract

#endif  // HOMEWARD_TESTS_PROTO_CONTRACT_SAMPLE_H_
