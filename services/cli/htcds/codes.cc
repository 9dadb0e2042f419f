#include "services/cli/htcds/codes.h"

#include "absl/strings/ascii.h"

namespace homeward::cli::htcds {
namespace {

std::string CodeOf(const google::protobuf::EnumValueDescriptor& value) {
  const size_t prefix = value.type()->value(0)->name().rfind("UNSPECIFIED");
  return absl::AsciiStrToLower(value.name().substr(prefix));
}

}  // namespace

std::vector<std::string> CodesOf(const google::protobuf::EnumDescriptor* values) {
  std::vector<std::string> codes;
  for (int i = 1; i < values->value_count(); ++i) codes.push_back(CodeOf(*values->value(i)));
  return codes;
}

int NumberOf(const google::protobuf::EnumDescriptor* values, std::string_view code) {
  for (int i = 1; i < values->value_count(); ++i)
    if (CodeOf(*values->value(i)) == code) return values->value(i)->number();
  return 0;
}

}  // namespace homeward::cli::htcds
