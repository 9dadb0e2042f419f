// What a view is to the projector. No view keeps what a person section holds: that lies in the log alone, where
// the log's own index finds them by subject; so what is sealed or erased there is gone from every view.
//
//   by subject   nothing is stored: a query reads the subject's facts        service_users
//   lists        keys under which a subject stands in lists                  referrals, cases, victims, screenings
//   tallies      of each counted event what indicators count                 tallies
//   read whole   positions of its facts, kept in memory and small            governance
//
// To add a view: one such class, one line in registry.cc, its query in projections/query/.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTION_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTION_H_

#include <cstdint>
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

  // Kinds of the subjects whose facts are the view's: "person".
  virtual std::vector<std::string_view> Kinds() const { return {}; }

  // Whether the view lists its subjects, and the keys under which one is listed: a pure function of its facts in order.
  // No key: it stands in no list.
  virtual bool Lists() const { return false; }
  virtual std::vector<std::string> IndexKeys(std::string_view subject, const Facts& facts) const { return {}; }
  // Whether an event of that type may change the keys. IndexKeys gets these events alone, and what corrects or retracts
  // any event of the subject, all without their person sections (kept_fact.h): so that live, rebuilt, recalled and
  // after an erasure they are the same.
  virtual bool ListedBy(uint32_t type) const { return true; }
  // Whether the list keeps those facts in rows of its own: for subjects of which few of many events count, and that
  // move again months later. Reading all of such a subject's events from the log for one of them is what a rebuild
  // would spend most of its time on.
  virtual bool KeepsFacts() const { return false; }

  // Whether the view keeps a tally of each counted event.
  virtual bool Tallies() const { return false; }
  // Whether the view reads the facts of this stream whole.
  virtual bool Keeps(std::string_view stream) const { return false; }
};

// Whether the fact is among those that the view's IndexKeys get.
bool MovesList(const Projection& view, const Fact& fact);

// "person" of "person:p…".
std::string_view KindOf(std::string_view subject);
std::string_view IdOf(std::string_view subject);

// All views, in a fixed order.
std::vector<std::unique_ptr<Projection>> AllProjections();

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTION_H_
