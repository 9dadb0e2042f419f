// Events named to a reader who asks where a value comes from: as far as the reader may know of them, and no further.
#ifndef HOMEWARD_PROJECTIONS_QUERY_MENTION_H_
#define HOMEWARD_PROJECTIONS_QUERY_MENTION_H_

#include <map>
#include <set>
#include <string>

#include "homeward/coordination/v1/origins.pb.h"
#include "projections/access/viewer.h"
#include "projections/query/knowledge.h"
#include "projections/query/leaves.h"

namespace homeward::projections {

// One thread; remembers what it has decided. What is given must outlive it.
class Namer {
 public:
  Namer(const Viewer& viewer, Knowledge* knowledge) : viewer_(viewer), knowledge_(knowledge) {}

  // What the viewer is shown may be named: its entries' events.
  void Shows(const Leaves& row);

  // Rules and units are everybody's to read; else an event that is shown, or that stands in a view the viewer may read.
  bool MayName(const Fact& fact);
  // The event, or that there is one. `placed`: its position is told though it is withheld, since asking what was known
  // at each position tells it as well.
  coordination::v1::EventMention Name(const Fact& fact, bool placed);

 private:
  bool MayRead(const std::string& subject);

  const Viewer& viewer_;
  Knowledge* const knowledge_;
  std::set<std::string> shown_;          // ids, as entries tell them
  std::map<std::string, bool> decided_;  // by subject
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_MENTION_H_
