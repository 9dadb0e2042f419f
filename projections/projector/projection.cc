#include "projections/projector/projection.h"

namespace homeward::projections {

// A correction may be of another type than what it corrects.
bool MovesList(const Projection& view, const Fact& fact) {
  return view.ListedBy(fact.event->type->number) || !fact.Target().empty();
}

std::string_view KindOf(std::string_view subject) { return subject.substr(0, subject.find(':')); }

std::string_view IdOf(std::string_view subject) {
  const size_t colon = subject.find(':');
  return colon == std::string_view::npos ? std::string_view{} : subject.substr(colon + 1);
}

}  // namespace homeward::projections
