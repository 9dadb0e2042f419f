// Joins text whichever string_view it comes as: Debian's Abseil keeps a string_view of its own.
#ifndef HOMEWARD_SERVICES_CLI_TEXT_H_
#define HOMEWARD_SERVICES_CLI_TEXT_H_

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace homeward::cli {

inline absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// absl::StrCat that also takes std::string_view.
template <typename... Pieces>
std::string Cat(const Pieces&... pieces) {
  const auto piece = [](const auto& value) {
    if constexpr (std::is_convertible_v<decltype(value), std::string_view>) {
      return View(value);
    } else {
      return value;
    }
  };
  return absl::StrCat(piece(pieces)...);
}

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_TEXT_H_
