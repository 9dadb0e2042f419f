// What a log has left out, shown from an agency's own signed batches and an export of the log.
//
// A signed batch is missing if the log acknowledged it at a position where the export has something else; or if a later
// batch of the unit, which the export has, names it as one that came before: no log takes the later without the
// earlier. What was never acknowledged, and what lies beyond the export's end, shows nothing.
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_OMISSION_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_OMISSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/archive/export_reader.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

// A batch as its signer kept it.
struct OwnBatch {
  record::v1::SignedBatch batch;
  uint64_t position = 0;  // of its first event, as the log acknowledged it; 0: it did not
};

struct MissingBatch {
  std::string unit;
  uint64_t sequence = 0;
  uint32_t events = 0;         // 0: the batch itself is in no one's hands
  uint64_t position = 0;       // where the log acknowledged it; 0: it did not
  uint64_t found = 0;          // where the export has it instead; 0: nowhere
  uint64_t followed_by = 0;    // sequence of the first later batch in the export; 0: none
  uint64_t followed_at = 0;    // its position
  bool named_by_next = false;  // the next one names it by its hash
};

struct OmissionReport {
  uint64_t own = 0;         // batches given, each once
  uint64_t found = 0;       // of these, in the export where they were acknowledged, or somewhere if they were not
  uint64_t beyond = 0;      // reaching beyond the export's end
  uint64_t unanswered = 0;  // not acknowledged, not there: shows nothing
  std::vector<MissingBatch> missing;  // by unit and sequence
};

// `size`: positions of the export, whose tree must have been verified against the log's checkpoint. Reads all entries
// once. What the export withholds counts as there: entries name the signed batch. DATA_LOSS, NOT_FOUND: the export
// cannot be read. Thread-safe.
absl::StatusOr<OmissionReport> FindOmissions(const ExportReader& reader, uint64_t size,
                                             const std::vector<OwnBatch>& own);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_OMISSION_H_
