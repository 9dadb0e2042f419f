// Whether an event is as nearly all are: whole, well-formed, in range. Read in its bytes, in one walk; who wants to
// know what is wrong with the others asks Validate().
#ifndef HOMEWARD_PROTO_CONTRACT_PLAIN_H_
#define HOMEWARD_PROTO_CONTRACT_PLAIN_H_

#include <cstdint>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "proto/contract/contract.h"

namespace homeward::contract {

// Only ever true of bytes that ParseEvent takes and in which Validate finds nothing, and whose ids of persons and
// service users `minted` has all said to be ours. False says nothing: a field that comes twice, a letter beyond ASCII,
// a 0 that is spelt out are legal, and rare enough to be looked at the long way. Thread-safe, allocates nothing.
bool IsPlain(Agency agency, std::string_view event, int64_t now_us, absl::FunctionRef<bool(std::string_view)> minted);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_PLAIN_H_
