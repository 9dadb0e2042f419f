// Between an event and the bytes of its record in the log.
#ifndef HOMEWARD_EVENTSTORE_RECORD_CODEC_H_
#define HOMEWARD_EVENTSTORE_RECORD_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "eventstore/record/prepared.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

// A record as stored, and its leaf.
struct EncodedRecord {
  std::string bytes;
  Hash leaf{};
};

// `ready.server` must be complete. Reuses `out`'s memory.
void EncodeRecord(const ProposedEvent& proposed, const PreparedEvent& ready, const Hash& batch_record,
                  EncodedRecord* out);

// DATA_LOSS if the bytes are no record, or not the record of `position`.
absl::StatusOr<record::v1::Record> ParseRecord(Position position, std::string_view bytes);

// The leaf as anyone recomputes it from the stored record.
Hash LeafOf(const record::v1::Record& record);

// Whether the stored record holds exactly these bytes; works on commitments, so also once sections are sealed.
bool SameBytes(const record::v1::Record& record, const ProposedEvent& proposed);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_CODEC_H_
