// What the views know at one position: the log up to there, lists and governance that belong together.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_SIGHT_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_SIGHT_H_

#include <memory>
#include <string>

#include "eventstore/keyspace.h"
#include "eventstore/store.h"
#include "eventstore/types.h"
#include "projections/governance/governance.h"

namespace homeward::projections {

// Immutable; any thread may read it. Drop it soon: it pins rows.
struct Sight {
  const eventstore::Store* store = nullptr;                  // facts, read up to `position`
  std::shared_ptr<const eventstore::KeyspaceSnapshot> rows;  // lists
  eventstore::Position position;
  std::string incarnation;  // of the log, 16 bytes
  std::shared_ptr<const Facts> governance_facts;
  std::shared_ptr<const Governance> governance;
};

using SightPtr = std::shared_ptr<const Sight>;

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_SIGHT_H_
