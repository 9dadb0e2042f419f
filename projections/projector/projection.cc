#include "projections/projector/projection.h"

#include <algorithm>

namespace homeward::projections {

std::string_view KindOf(std::string_view subject) { return subject.substr(0, subject.find(':')); }

std::string_view IdOf(std::string_view subject) {
  const size_t colon = subject.find(':');
  return colon == std::string_view::npos ? std::string_view{} : subject.substr(colon + 1);
}

std::vector<std::string> SubjectsOfKind(const Fact& fact, std::initializer_list<std::string_view> kinds) {
  std::vector<std::string> subjects = fact.Subjects();
  std::erase_if(subjects,
                [&](const std::string& s) { return std::find(kinds.begin(), kinds.end(), KindOf(s)) == kinds.end(); });
  return subjects;
}

}  // namespace homeward::projections
