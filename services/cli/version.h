// The release that `homeward --version` names.
#ifndef HOMEWARD_SERVICES_CLI_VERSION_H_
#define HOMEWARD_SERVICES_CLI_VERSION_H_

#include <string_view>

namespace homeward::cli {

inline constexpr std::string_view kVersion = "homeward 0.1.0";

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_VERSION_H_
