// Everything by which the log is found other than by position. All of it can be made again from the log.
//
// Writing a row for each event in its place costs more than everything else together, since rows of names and hashes
// lie all over the disk. So the rows of the newest events are kept in memory, in a window; a full window is written
// sorted, by a thread of its own, and taken into the families at once. Reads look into the window that fills, the one
// that is being written, and the families. What a crash forgets is made again from the log (log/replay.h): never more
// than two windows.
#ifndef HOMEWARD_EVENTSTORE_INDEX_INDEX_H_
#define HOMEWARD_EVENTSTORE_INDEX_INDEX_H_

#include <condition_variable>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "eventstore/index/name_rows.h"
#include "eventstore/index/window.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/rocks/options.h"
#include "eventstore/store.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// Reads: any thread. Add and MakeRoom: one thread, the settler's.
class Index {
 public:
  // The column families it needs, in the order in which the ledger must be given them.
  static std::vector<Family> Families();

  // Opens what is in the families. An index that is not whole is emptied, to be made again: through() is then 0. Table
  // files on their way into the database lie in `directory`; a window is closed at `window_events`.
  static absl::StatusOr<std::unique_ptr<Index>> Open(Ledger& ledger, std::string directory, size_t window_events);
  ~Index();  // waits for the window that is being written; the one that fills is left to the log

  // OK until a window could not be written; nothing is lost by it but the log stops at the next full one.
  absl::Status failure() const;

  // The last position that has been added; after Open the last one in the families.
  Position through() const;

  // --- one thread ---
  // Closes the window if it is full: hands it to the writing thread, having waited until that has finished the one
  // before. Any status but OK is that thread's failure, and for ever.
  absl::Status MakeRoom();
  // Adds what is synced; call before anybody may know of it. Visible to every later read.
  void Add(const IndexChanges& changes);

  // --- reads: what has been added ---
  absl::StatusOr<std::optional<Position>> FindEvent(const EventId& id) const;
  absl::StatusOr<std::vector<std::optional<Position>>> FindEvents(const std::vector<EventId>& ids) const;
  absl::StatusOr<StoredStreamPtr> FindStream(std::string_view stream) const;  // never null
  // The same of many, with one look at each place.
  absl::StatusOr<std::vector<StoredStreamPtr>> FindStreams(const std::vector<std::string_view>& streams) const;
  absl::StatusOr<Store::SourceMark> FindSource(const std::string& source) const;

  // Positions after `after` up to `up_to`, ascending, at most `limit`.
  absl::StatusOr<std::vector<Position>> SubjectPositions(const Subject& subject, Position after, Position up_to,
                                                         size_t limit) const;
  // All up to `up_to`, of each subject in turn: for many, much cheaper than one by one.
  absl::StatusOr<std::vector<std::vector<Position>>> SubjectsPositions(const std::vector<Subject>& subjects,
                                                                       Position up_to) const;
  absl::StatusOr<std::vector<Position>> StreamPositions(const StreamId& stream, Position up_to) const;
  absl::StatusOr<std::vector<Position>> GovernancePositions(Position up_to) const;  // of all governance streams

  // Subjects whose name begins with `prefix`, ascending by name, each with its positions up to `up_to` (those with
  // none are left out), until `visit` returns false.
  absl::Status VisitSubjects(std::string_view prefix, Position up_to,
                             absl::FunctionRef<bool(std::string_view, const std::vector<Position>&)> visit) const;

 private:
  // The windows that hold what the families do not, or not yet. Both, the older first, live while they are read.
  struct Windows {
    std::shared_ptr<const Window> written;  // complete; being written; may be null
    std::shared_ptr<const Window> filling;  // its content only under mutex_
    Position after() const { return (written != nullptr ? written : filling)->after(); }
  };

  Index(const Ledger& ledger, std::string directory, size_t window_events, Position through);
  void Run();
  // Reads in both windows, the newer first, until `look` has found something; gives what it found.
  template <typename Look>
  auto LookInWindows(Look look) const;
  Windows windows() const;
  absl::StatusOr<bool> Get(size_t family, std::string_view key, std::string* value) const;
  absl::StatusOr<std::vector<Position>> Postings(std::string_view name, Position after, Position up_to,
                                                 size_t limit) const;
  absl::Status AppendPostings(const Windows& windows, NameRows* rows, std::string_view name, Position after,
                              Position up_to, size_t limit, std::vector<Position>* positions) const;

  const Ledger& ledger_;
  const std::string directory_;
  const size_t window_events_;

  mutable std::shared_mutex mutex_;  // of what follows, and of the content of filling_
  std::shared_ptr<Window> filling_;
  std::shared_ptr<const Window> written_;  // full; null once it is in the families
  EventId largest_id_{};                   // in the families: new ids are larger, and need not be looked for

  mutable std::mutex writer_mutex_;
  std::condition_variable writer_changed_;
  std::shared_ptr<const Window> to_write_;
  absl::Status writer_status_;
  bool stopping_ = false;
  std::thread writer_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_INDEX_INDEX_H_
