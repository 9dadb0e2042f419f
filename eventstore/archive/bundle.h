// What lies in the files of an export: up to 256 entries, or up to 256 exported records, one after the other.
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_BUNDLE_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_BUNDLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// An entry: be16(length) ‖ bytes (at most 65,535).
void AppendEntry(std::string_view entry, std::string* bundle);

// An exported record: be32(length) ‖ bytes of record.v1.ExportedRecord.
void AppendExported(std::string_view exported, std::string* bundle);

// Takes apart what lies in a file, as far as it is whole: views into `bundle`, whose memory is used again. True if the
// last one ends where the bundle does.
bool SplitEntries(std::string_view bundle, std::vector<std::string_view>* entries);
bool SplitExported(std::string_view bundle, std::vector<std::string_view>* records);

// Hashes of a tile, as they lie in its file; true if they have 32 bytes each.
bool SplitHashes(std::string_view bundle, std::vector<Hash>* hashes);

std::string JoinHashes(absl::Span<const Hash> hashes);

// An ExportedRecord in its bytes, which must outlive it.
struct ExportedView {
  std::string_view record;  // the Record as stored; empty if withheld
  bool withheld = false;
  std::string_view event_digest;  // 32 bytes, or empty
};

// False unless the bytes are an ExportedRecord in canonical form that holds a record or withholds it.
bool ViewExported(std::string_view bytes, ExportedView* view);

// Bytes of the ExportedRecord that holds this record; of one that is withheld (digest: 32 bytes or empty).
void AppendExportedRecord(std::string_view record, std::string* out);
void AppendWithheld(std::string_view event_digest, std::string* out);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_BUNDLE_H_
