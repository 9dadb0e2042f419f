#include "services/cli/suggest.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "absl/strings/ascii.h"

namespace homeward::cli {
namespace {

constexpr size_t kWordMax = 64;  // bytes; nobody mistypes a longer name

size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string Nearest(std::string_view word, const std::vector<std::string>& names) {
  const std::string wished = absl::AsciiStrToLower(std::string(word.substr(0, kWordMax)));
  std::string nearest;
  size_t best = wished.size() / 3 + 2;  // farther than this is another word
  for (const std::string& name : names) {
    const size_t distance = EditDistance(wished, absl::AsciiStrToLower(name));
    if (distance < best) {
      best = distance;
      nearest = name;
    }
  }
  return nearest;
}

}  // namespace homeward::cli
