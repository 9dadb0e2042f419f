#include "services/cli/session.h"

namespace homeward::cli {

std::string Session::Say(const options::v1::Label& label, std::string_view fallback) const {
  const std::string& wished = language == Language::kVietnamese ? label.vi() : label.en();
  if (!wished.empty()) return wished;
  return label.en().empty() ? std::string(fallback) : label.en();
}

}  // namespace homeward::cli
