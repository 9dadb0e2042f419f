// An event's payload as one reader may have it, still as a message: for readers of the log.
#ifndef HOMEWARD_PROJECTIONS_ACCESS_PAYLOAD_H_
#define HOMEWARD_PROJECTIONS_ACCESS_PAYLOAD_H_

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "projections/access/rule.h"

namespace homeward::projections {

// Clears in `payload`, a copy of the reader's fact's, every field that is set and not the reader's to see, small counts
// too, in whatever depth, and appends the path of each to `masked`. Thread-safe.
void MaskPayload(const Reader& reader, google::protobuf::Message* payload, std::vector<std::string>* masked);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_ACCESS_PAYLOAD_H_
