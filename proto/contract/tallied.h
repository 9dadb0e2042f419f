// Which fields of a counted event a figure may be counted by. Of an aggregate event every field of its own; of any
// other the codes that the contract says so of, and the ids of whom it is about. Thread-safe.
#ifndef HOMEWARD_PROTO_CONTRACT_TALLIED_H_
#define HOMEWARD_PROTO_CONTRACT_TALLIED_H_

#include <string_view>
#include <vector>

#include "proto/contract/contract.h"

namespace homeward::contract {

// In order of number, a section's after those around it. Empty for an event that is not counted.
std::vector<const google::protobuf::FieldDescriptor*> TalliedFields(const EventType& type);

// The one of that name; null if there is none.
const google::protobuf::FieldDescriptor* FindTallied(const EventType& type, std::string_view name);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_TALLIED_H_
