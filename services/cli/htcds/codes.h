// The contract's enumerations by short codes, as views show them and flags take them: "adult" for AGE_BAND_ADULT.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_CODES_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_CODES_H_

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace homeward::cli::htcds {

// All but the unspecified one, in the contract's order. Any thread, as below.
std::vector<std::string> CodesOf(const google::protobuf::EnumDescriptor* values);

// 0 (unspecified) if there is no such code.
int NumberOf(const google::protobuf::EnumDescriptor* values, std::string_view code);

// The same as a value of a generated enumeration: As<shared::v1::Sex>(shared::v1::Sex_descriptor(), "female").
template <typename Enum>
Enum As(const google::protobuf::EnumDescriptor* values, std::string_view code) {
  return static_cast<Enum>(NumberOf(values, code));
}

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_CODES_H_
