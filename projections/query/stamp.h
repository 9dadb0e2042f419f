// What every answer says of itself: up to which position, of which log, for which date.
#ifndef HOMEWARD_PROJECTIONS_QUERY_STAMP_H_
#define HOMEWARD_PROJECTIONS_QUERY_STAMP_H_

#include "eventstore/bytes/sha256.h"
#include "projections/facts/dates.h"
#include "projections/query/knowledge.h"

namespace homeward::projections {

template <typename Response>
void Stamp(const Knowledge& knowledge, Response* response) {
  response->set_position(knowledge.position().value);
  response->set_incarnation(eventstore::ToHex(knowledge.incarnation()));
  *response->mutable_as_at() = ToTimestamp(knowledge.frame().as_at_us);
}

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_STAMP_H_
