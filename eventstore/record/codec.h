// Between an event and the bytes of its record in the log.
#ifndef HOMEWARD_EVENTSTORE_RECORD_CODEC_H_
#define HOMEWARD_EVENTSTORE_RECORD_CODEC_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/record/prepared.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

// A record as stored, and its leaf.
struct EncodedRecord {
  std::string bytes;
  Hash leaf{};
};

// What the committer adds to an event's record once it knows the order.
struct RecordPlace {
  Position position;
  Micros appended_us = 0;
  std::string_view stream;
  Revision revision;
  uint64_t order_token = 0;
  absl::Span<const std::string> subjects;  // beside the event's own
};

// Appends the record of the batch's event `index`; its leaf.
Hash AppendRecord(const Prepared& prepared, size_t index, const RecordPlace& place, std::string* out);
EncodedRecord EncodeRecord(const Prepared& prepared, size_t index, const RecordPlace& place);

// DATA_LOSS if the bytes are no record, or not the record of `position`; FAILED_PRECONDITION if its leaf is made by
// rules that this program does not know.
absl::StatusOr<record::v1::Record> ParseRecord(Position position, std::string_view bytes);

// By which rules its leaf and digests are made; from 1 on.
uint32_t LeafVersionOf(const record::v1::ServerPart& server);

// The leaf as anyone recomputes it from the stored record, by the rules of its version.
Hash LeafOf(const record::v1::Record& record);

// Whether the stored record holds exactly these bytes. It works on the commitments; never true of a section that was
// erased with its salt.
bool SameBytes(const record::v1::Record& record, const ProposedEvent& proposed);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_CODEC_H_
