// The shapes of strings that the contract knows, and what unit ids tell. Pure functions, thread-safe.
#ifndef HOMEWARD_PROTO_CONTRACT_FORMATS_H_
#define HOMEWARD_PROTO_CONTRACT_FORMATS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "homeward/options/v1/options.pb.h"

namespace homeward::contract {

bool IsUuid(std::string_view text);   // canonical, lower case
bool IsUuid7(std::string_view text);  // RFC 9562 version 7
bool IsUnit(std::string_view text);   // soc.01.d2

// Whether `text` has the format; FORMAT_UNSPECIFIED matches nothing, so that no free text slips in.
bool Matches(options::v1::Format format, std::string_view text);

// A short description of the format for messages to people: "a UUID in lower case".
std::string_view Describe(options::v1::Format format);

// Whether unit `inner` is `outer` or lies below it: ("soc", "soc.01") is true, ("soc.0", "soc.01") is false.
bool UnitCovers(std::string_view outer, std::string_view inner);

// "soc" of "soc.01.d2".
std::string_view UnitPrefix(std::string_view unit);

// "01" of "soc.01.d2"; empty where the unit has no province.
std::string_view UnitProvince(std::string_view unit);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_FORMATS_H_
