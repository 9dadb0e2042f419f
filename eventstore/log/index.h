// Everything by which the log is found other than by position. All of it can be made again from the log.
//
// The committer adds rows to the group's own batch, so they are as durable as the events. This class is the only one
// that knows it: that rows could be kept in memory and written sorted in windows is a change in here alone.
#ifndef HOMEWARD_EVENTSTORE_LOG_INDEX_H_
#define HOMEWARD_EVENTSTORE_LOG_INDEX_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/rocks/options.h"
#include "eventstore/store.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"
#include "rocksdb/write_batch.h"

namespace homeward::eventstore {

// Reads: any thread. Adds: the committer's thread.
class Index {
 public:
  // The column families it needs, in the order in which the ledger must be given them.
  static std::vector<Family> Families();

  explicit Index(const Ledger& ledger) : ledger_(ledger) {}

  // --- into the group being made ---
  void AddEvent(const EventId& id, const record::v1::ServerPart& server, rocksdb::WriteBatch* batch);
  void PutStream(const StreamId& stream, const record::v1::StreamRow& row, rocksdb::WriteBatch* batch);
  void PutBatch(const Hash& hash, const record::v1::BatchRow& row, rocksdb::WriteBatch* batch);
  void PutSource(const std::string& source, const Store::SourceMark& mark, rocksdb::WriteBatch* batch);

  // --- what earlier groups wrote ---
  absl::StatusOr<std::optional<Position>> FindEvent(const EventId& id) const;
  absl::StatusOr<std::vector<std::optional<Position>>> FindEvents(const std::vector<EventId>& ids) const;
  absl::StatusOr<std::optional<record::v1::BatchRow>> FindBatch(const Hash& hash) const;
  absl::StatusOr<record::v1::StreamRow> FindStream(const StreamId& stream) const;  // empty row: no such stream
  absl::StatusOr<Store::SourceMark> FindSource(const std::string& source) const;

  // Positions after `after` up to `up_to`, ascending, at most `limit`.
  absl::StatusOr<std::vector<Position>> SubjectPositions(const Subject& subject, Position after, Position up_to,
                                                         size_t limit) const;
  absl::StatusOr<std::vector<Position>> StreamPositions(const StreamId& stream, Position up_to) const;
  absl::StatusOr<std::vector<Position>> GovernancePositions(Position up_to) const;  // of all governance streams

 private:
  enum FamilyNumber { kBatches, kIds, kStreams, kSubjects, kSources };

  rocksdb::ColumnFamilyHandle* family(FamilyNumber i) const { return ledger_.family(i); }
  absl::StatusOr<bool> Get(FamilyNumber family, std::string_view key, std::string* value) const;
  absl::StatusOr<std::vector<Position>> Postings(const std::string& prefix, Position after, Position up_to,
                                                 size_t limit) const;

  const Ledger& ledger_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_INDEX_H_
