// What the contract's descriptors are asked by name again and again: a field, the code of an enum's value. Read once
// into tables; the descriptors' own look-up makes a string and walks the pool of all of them. Thread-safe.
#ifndef HOMEWARD_PROTO_CONTRACT_NAMED_H_
#define HOMEWARD_PROTO_CONTRACT_NAMED_H_

#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"

namespace homeward::contract {

// Null if the message has no such field. Any message; those that an event may hold are found without the pool.
const google::protobuf::FieldDescriptor* FieldNamed(const google::protobuf::Descriptor* message, std::string_view name);

// "no_capacity" of REFERRAL_DECLINE_REASON_NO_CAPACITY; empty for the unspecified value. Any enum; those of events are
// looked up.
std::string CodeOf(const google::protobuf::EnumValueDescriptor& value);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_NAMED_H_
