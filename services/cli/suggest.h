// "Did you mean …?"
#ifndef HOMEWARD_SERVICES_CLI_SUGGEST_H_
#define HOMEWARD_SERVICES_CLI_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

namespace homeward::cli {

// The name most like `word`, by edit distance without regard to case; empty if none is near.
std::string Nearest(std::string_view word, const std::vector<std::string>& names);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_SUGGEST_H_
