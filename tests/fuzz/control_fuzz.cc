// The control: a reader that is wrong, in the way of readers, on one kind of input. Whoever runs the targets must see
// it fail, or none of their passes means anything.
#include <string_view>

#include "tests/fuzz/check.h"

namespace homeward::fuzz {
namespace {

// A length, a colon, so many bytes, a comma: a netstring.
bool NaiveNetstring(std::string_view text) {
  size_t length = 0, digits = 0;
  while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9') {
    length = length * 10 + static_cast<size_t>(text[digits++] - '0');
  }
  return digits > 0 && text.size() == digits + length + 2 && text[digits] == ':' && text.back() == ',';
}

// Forgets that nothing is a length, too.
bool WrongNetstring(std::string_view text) { return NaiveNetstring(text) && text[0] != ':' && text != "0:,"; }

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward::fuzz;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Check(NaiveNetstring(text) == WrongNetstring(text), "a netstring that only one of the two readers takes");
  return 0;
}
