#include "tests/eventstore/support/scene.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <future>
#include <utility>

namespace homeward::eventstore {
namespace {

void SetTime(Micros us, google::protobuf::Timestamp* out) {
  out->set_seconds(us / 1'000'000);
  out->set_nanos(static_cast<int32_t>(us % 1'000'000) * 1000);
}

}  // namespace

TempDirectory::TempDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "homeward-test-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

TempDirectory::~TempDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Uuid7(uint64_t n) {
  char text[64];
  std::snprintf(text, sizeof text, "019b0000-0000-7000-8000-%012llx", static_cast<unsigned long long>(n));
  return text;
}

std::string PersonId(uint64_t n) {
  char text[64];
  std::snprintf(text, sizeof text, "p%026llu", static_cast<unsigned long long>(n));
  return text;
}

police::v1::Event Make::Begin() const {
  static std::atomic<uint64_t> next = 0x700000000000;
  police::v1::Event event;
  common::v1::Envelope* envelope = event.mutable_envelope();
  envelope->set_id(id.empty() ? Uuid7(next++) : id);
  envelope->set_source("urn:police:test");
  envelope->set_source_sequence(source_sequence);
  envelope->set_unit(unit);
  envelope->set_province("01");
  envelope->set_corrects(corrects);
  SetTime(kDay0 + hour * kHour, envelope->mutable_time());
  SetTime(kDay0 + hour * kHour, envelope->mutable_recorded_at());
  return event;
}

ProposedEvent FromMessage(contract::Agency agency, const google::protobuf::Message& message) {
  const std::string bytes = message.SerializeAsString();
  absl::StatusOr<contract::Event> event = contract::ParseEvent(agency, bytes);
  EXPECT_TRUE(event.ok()) << event.status();
  absl::StatusOr<contract::CutBytes> cut = contract::Cut(bytes, *event->type);
  EXPECT_TRUE(cut.ok()) << cut.status();
  return {*std::move(event), *std::move(cut)};
}

#define POLICE(method, field)                                   \
  ProposedEvent Make::method(uint64_t referral) const {         \
    police::v1::Event event = Begin();                          \
    event.mutable_##field()->set_referral_id(Uuid7(referral));  \
    return FromMessage(contract::Agency::AGENCY_POLICE, event); \
  }
POLICE(Cancelled, referral_cancelled)
POLICE(Closed, referral_closed)
POLICE(Received, referral_received)
POLICE(Accepted, referral_accepted)
POLICE(Started, referral_started)
POLICE(OnHold, referral_put_on_hold)
POLICE(Resumed, referral_resumed)
POLICE(Completed, referral_completed)
#undef POLICE

ProposedEvent Make::Sent(uint64_t referral, uint64_t person) const {
  police::v1::Event event = Begin();
  shared::v1::ReferralSent* sent = event.mutable_referral_sent();
  sent->set_referral_id(Uuid7(referral));
  sent->set_person_id(PersonId(person));
  sent->set_to_unit("soc.01");
  sent->mutable_person()->set_service(static_cast<shared::v1::ServiceCode>(1));
  return FromMessage(contract::Agency::AGENCY_POLICE, event);
}

ProposedEvent Make::Retracted(const std::string& event_id) const {
  police::v1::Event event = Begin();
  event.mutable_event_retracted()->set_event_id(event_id);
  return FromMessage(contract::Agency::AGENCY_POLICE, event);
}

std::string OutStream(uint64_t referral, const std::string& unit) {
  return "referral_out/" + unit + "/" + Uuid7(referral);
}
std::string InStream(uint64_t referral, const std::string& unit) {
  return "referral_in/" + unit + "/" + Uuid7(referral);
}

std::unique_ptr<Store> OpenStore(const std::string& directory, StoreOptions options) {
  options.directory = directory;
  options.min_free_bytes = 0;
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(std::move(options));
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

Answer Ask(Store& store, Proposal proposal) {
  auto promise = std::make_shared<std::promise<Answer>>();
  std::future<Answer> answer = promise->get_future();
  proposal.done = [promise](Answer a) { promise->set_value(std::move(a)); };
  absl::Status status = store.Propose(std::move(proposal));
  EXPECT_TRUE(status.ok()) << status;
  return status.ok() ? answer.get() : Answer();
}

std::string Reasons(const Answer& answer) {
  std::string out;
  for (const contract::Violation& v : answer.violations) {
    if (!out.empty()) out += " ";
    out += v.reason + "@" + std::to_string(v.event_index);
  }
  return out;
}

}  // namespace homeward::eventstore
