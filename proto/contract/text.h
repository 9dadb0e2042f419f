// Joins text. Debian builds Abseil for C++14, where absl::string_view is not std::string_view and absl::StrCat does not
// take one; this is the bridge.
//
//   Cat("field ", name, " has ", size, " bytes")
#ifndef HOMEWARD_PROTO_CONTRACT_TEXT_H_
#define HOMEWARD_PROTO_CONTRACT_TEXT_H_

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/string_view.h"

namespace homeward::contract {

inline absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

template <typename... Parts>
std::string Cat(const Parts&... parts) {
  std::string out;
  auto append = [&out](const auto& part) {
    if constexpr (std::is_convertible_v<decltype(part), std::string_view>)
      out.append(std::string_view(part));
    else
      out.append(std::to_string(part));
  };
  (append(parts), ...);
  return out;
}

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_TEXT_H_
