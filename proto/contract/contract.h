// The contract's options, read once at start into flat tables.
//
//   const Contract& contract = Contract::Get();
//   const EventType* type = contract.FindEvent(number);
//
// Everything here is immutable after Get() first returns: any thread may read it without a lock.
#ifndef HOMEWARD_PROTO_CONTRACT_CONTRACT_H_
#define HOMEWARD_PROTO_CONTRACT_CONTRACT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "homeward/common/v1/envelope.pb.h"
#include "homeward/options/v1/options.pb.h"

namespace homeward::contract {

using options::v1::Agency;
using options::v1::EventOptions;
using options::v1::FieldRule;
using options::v1::SubjectKind;

// A field of an event and what its options say.
struct FieldTable {
  const google::protobuf::FieldDescriptor* field = nullptr;
  FieldRule rule;
};

// One type of event.
struct EventType {
  uint32_t number = 0;     // field number in every service's oneof; the type's number in the log
  std::string name;        // CloudEvents type: "homeward.shared.v1.ReferralSent"
  std::string short_name;  // "ReferralSent"
  const google::protobuf::Descriptor* descriptor = nullptr;
  EventOptions options;
  const google::protobuf::FieldDescriptor* key = nullptr;  // keys the home stream; null: "@target"
  std::vector<FieldTable> fields;                          // every field, sections too
  std::vector<FieldTable> subjects;                        // fields that index the event
  std::vector<FieldTable> sections;                        // person sections, in order of field number

  bool PublishedBy(Agency agency) const;
};

// One agency's service: its Event message with the envelope and the oneof.
struct AgencyContract {
  Agency agency;
  std::string role;    // in the SPIFFE id and in logs: "labour"
  std::string prefix;  // of its unit ids: "soc"
  const google::protobuf::Descriptor* descriptor = nullptr;  // homeward.labour.v1.Event
  const google::protobuf::Message* prototype = nullptr;
  const google::protobuf::OneofDescriptor* event_oneof = nullptr;
};

class Contract {
 public:
  // The contract linked into this program. Dies at the first call if the options contradict each other.
  static const Contract& Get();

  // What Get() does, as a status: for the schema test.
  static absl::StatusOr<std::unique_ptr<Contract>> Load();

  // Null if there is no such event or agency.
  const EventType* FindEvent(uint32_t number) const;
  const EventType* FindEvent(std::string_view name) const;  // full or short name
  const EventType* FindEvent(const google::protobuf::Descriptor* descriptor) const;
  const AgencyContract* FindAgency(Agency agency) const;
  const AgencyContract* FindAgencyByRole(std::string_view role) const;
  const AgencyContract* FindAgencyByUnit(std::string_view unit) const;  // by the unit's prefix

  // Fields of any message that an event may hold, the envelope too; null for one that no event holds.
  const std::vector<FieldTable>* FindMessage(const google::protobuf::Descriptor* descriptor) const;

  const std::vector<std::unique_ptr<EventType>>& events() const { return events_; }  // by number
  const std::vector<AgencyContract>& agencies() const { return agencies_; }

 private:
  Contract() = default;
  absl::Status AddAgency(Agency agency, std::string role, std::string prefix,
                         const google::protobuf::Message& prototype);
  absl::Status AddEvent(uint32_t number, const google::protobuf::Descriptor* descriptor);
  void AddMessage(const google::protobuf::Descriptor* descriptor);

  std::vector<std::unique_ptr<EventType>> events_;
  std::vector<AgencyContract> agencies_;
  absl::flat_hash_map<uint32_t, const EventType*> by_number_;
  absl::flat_hash_map<std::string, const EventType*> by_name_;
  absl::flat_hash_map<const google::protobuf::Descriptor*, const EventType*> by_descriptor_;
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::vector<FieldTable>> messages_;
};

// The prefix of a subject's kind: "person", "referral", …; empty for UNSPECIFIED.
std::string_view SubjectPrefix(SubjectKind kind);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_CONTRACT_H_
