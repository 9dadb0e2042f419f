// What a schema must be before any event is taken: the rules that keep it from becoming a register of people.
#ifndef HOMEWARD_PROTO_CONTRACT_SCHEMA_CHECK_H_
#define HOMEWARD_PROTO_CONTRACT_SCHEMA_CHECK_H_

#include "absl/status/status.h"
#include "proto/contract/contract.h"

namespace homeward::contract {

// INVALID_ARGUMENT naming the first message or field that breaks a rule:
// every event has a home stream, a key, both labels, and is listed by exactly the services that it names as publishers;
// every string has a format (no free text anywhere); steps, limits and memories name fields that exist.
absl::Status CheckSchema(const Contract& contract);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_SCHEMA_CHECK_H_
