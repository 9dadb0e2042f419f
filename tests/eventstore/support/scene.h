// What the event store's tests share: a directory that goes away, events made in one line, and a store that answers.
// All data is synthetic.
#ifndef HOMEWARD_TESTS_EVENTSTORE_SUPPORT_SCENE_H_
#define HOMEWARD_TESTS_EVENTSTORE_SUPPORT_SCENE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/store.h"
#include "homeward/labour/v1/labour_service.pb.h"
#include "homeward/police/v1/police_service.pb.h"

namespace homeward::eventstore {

// Made empty, removed with everything in it.
class TempDirectory {
 public:
  TempDirectory();
  ~TempDirectory();
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline constexpr Micros kDay0 = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z
inline constexpr Micros kHour = 3'600'000'000;

// Well-formed ids from numbers; the same number gives the same id.
std::string Uuid7(uint64_t n);
std::string PersonId(uint64_t n);

// Events; `hour`: hours after kDay0. Each call without an id draws the next one.
struct Make {
  std::string unit = "pol.01";
  std::string id = {};
  int hour = 0;
  std::string corrects = {};
  uint64_t source_sequence = 0;

  ProposedEvent Sent(uint64_t referral, uint64_t person = 1) const;
  ProposedEvent Cancelled(uint64_t referral) const;
  ProposedEvent Closed(uint64_t referral) const;
  ProposedEvent Received(uint64_t referral) const;
  ProposedEvent Accepted(uint64_t referral) const;
  ProposedEvent Started(uint64_t referral) const;
  ProposedEvent OnHold(uint64_t referral) const;
  ProposedEvent Resumed(uint64_t referral) const;
  ProposedEvent Completed(uint64_t referral) const;
  ProposedEvent Retracted(const std::string& event_id) const;

 private:
  police::v1::Event Begin() const;
};

// As a service does it: from the bytes.
ProposedEvent FromMessage(contract::Agency agency, const google::protobuf::Message& message);

std::string OutStream(uint64_t referral, const std::string& unit = "pol.01");
std::string InStream(uint64_t referral, const std::string& unit = "pol.01");

template <typename... Events>
Proposal Batch(Events... events) {
  Proposal proposal;
  proposal.publisher = "spiffe://homeward.example/police/pol";
  proposal.agency = contract::Agency::AGENCY_POLICE;
  proposal.proposed_us = kDay0;
  (proposal.events.push_back(std::move(events)), ...);
  return proposal;
}

// Opens or fails the test.
std::unique_ptr<Store> OpenStore(const std::string& directory, StoreOptions options = {});

// Proposes and waits for the answer.
Answer Ask(Store& store, Proposal proposal);

// "REASON@index REASON@index", in the order of the answer; empty if it was recorded.
std::string Reasons(const Answer& answer);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_TESTS_EVENTSTORE_SUPPORT_SCENE_H_
