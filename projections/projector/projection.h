// What a view is to the projector: which subjects' facts it keeps, and by which keys a subject is listed.
//
// To add a view: one such class, one line in registry.cc, its query in projections/query/.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTION_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTION_H_

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "projections/facts/fact.h"

namespace homeward::projections {

// Stateless; any thread may call it.
class Projection {
 public:
  virtual ~Projection() = default;
  virtual std::string name() const = 0;  // the view's, and its family's
  virtual uint32_t version() const = 0;  // a new one rebuilds the view from zero

  // The subjects ("person:p…") under which the view keeps the fact.
  virtual std::vector<std::string> Homes(const Fact& fact) const = 0;

  // Whether the view lists its subjects; else IndexKeys is never asked.
  virtual bool Lists() const { return true; }
  // Keys under which the subject is listed, a pure function of its facts in order. Empty: it stands in no list.
  virtual std::vector<std::string> IndexKeys(std::string_view subject, const Facts& facts) const = 0;
};

// The fact's own subjects of these kinds ("person", "case").
std::vector<std::string> SubjectsOfKind(const Fact& fact, std::initializer_list<std::string_view> kinds);

// "person" of "person:p…".
std::string_view KindOf(std::string_view subject);
std::string_view IdOf(std::string_view subject);

// All views, in a fixed order.
std::vector<std::unique_ptr<Projection>> AllProjections();

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTION_H_
