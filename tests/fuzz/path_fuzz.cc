// File names of an export, by a regular expression, against the parser.
#include <regex>
#include <string>

#include "eventstore/archive/layout.h"
#include "tests/fuzz/check.h"

namespace homeward::fuzz {
namespace {

bool NaivePath(const std::string& path) {
  static const std::regex form(R"((tile/(0|[1-9][0-9]?)|tile/entries|records)/((x\d{3}/)*\d{3})(\.p/([1-9]\d{0,2}))?)");
  std::smatch parts;
  if (path.size() > 200 || !std::regex_match(path, parts, form)) return false;
  if (parts[2].matched && std::stoi(parts[2].str()) > 63) return false;
  if (parts[6].matched && std::stoi(parts[6].str()) > 255) return false;
  const std::string index = parts[3].str();
  if (index.size() > 3 && index.rfind("x000", 0) == 0) return false;
  unsigned __int128 value = 0;
  for (const char c : index) {
    if (c >= '0' && c <= '9') value = value * 10 + static_cast<unsigned>(c - '0');
    if (value > UINT64_MAX) return false;
  }
  return true;
}

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  const std::string path(reinterpret_cast<const char*>(data), size);
  const auto name = eventstore::BundleName::Parse(path);
  fuzz::Check(name.has_value() == fuzz::NaivePath(path), "a path that only one of the two readers takes");
  if (name) fuzz::Check(name->Path() == path, "a path that does not come back as it was");
  return 0;
}
