// A fact as a list keeps it for the next time that its subject moves: bytes of the log, unparsed, without its person
// sections, which lie in the log alone and are sealed and erased there, and without what no list reads.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_KEPT_FACT_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_KEPT_FACT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "eventstore/record_view.h"
#include "google/protobuf/arena.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

void AppendKeptFact(const eventstore::RecordView& record, std::string* out);

// The fact is good as long as the arena is. DATA_LOSS: the bytes are none.
absl::StatusOr<Fact> ReadKeptFact(std::string_view bytes, google::protobuf::Arena* arena);

// The position that the bytes begin with; they are of a fact.
Position PositionOfKept(std::string_view bytes);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_KEPT_FACT_H_
