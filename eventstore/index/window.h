// The index rows of the newest events, in memory: what a run of the log adds to the index until it is written, sorted
// and at once, into the families.
//
// Names and positions are kept as compactly as a hash table allows, since there are some hundred thousand of each.
#ifndef HOMEWARD_EVENTSTORE_INDEX_WINDOW_H_
#define HOMEWARD_EVENTSTORE_INDEX_WINDOW_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/hash/hash.h"
#include "eventstore/log_event.h"
#include "eventstore/store.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// A stream's row: StreamRow with the Gate's state left serialised, since it is asked for less often than the rest.
class StoredStream {
 public:
  // Copies both texts, into one piece of memory. `gate`: serialised GateState.
  StoredStream(std::string_view name, Revision revision, Position last, std::string_view gate);

  const Revision revision;  // 0: there is no such stream
  const Position last;
  std::string_view name() const { return std::string_view(text_).substr(0, name_bytes_); }
  std::string_view gate() const { return std::string_view(text_).substr(name_bytes_); }

 private:
  std::string text_;
  const size_t name_bytes_;
};
using StoredStreamPtr = std::shared_ptr<const StoredStream>;

// What one or more synced groups add to the index. Points into what the caller holds.
struct IndexChanges {
  struct Event {
    EventId id;
    const RecordView* record;
  };
  std::vector<Event> events;  // in log order
  std::vector<StoredStreamPtr> streams;
  std::vector<std::pair<std::string, Store::SourceMark>> sources;

  void Clear();
};

// All governance streams together. Streams are posted as "@" ‖ stream; no subject begins so.
inline constexpr std::string_view kGovernanceName = "@@governance";

// One thread changes it; who reads meanwhile needs a lock (class Index). Once full it never changes again.
class Window {
 public:
  struct Name {
    std::string_view text;                       // the subject, or "@" ‖ stream
    absl::InlinedVector<uint32_t, 4> distances;  // of its positions from `after`, ascending
    StoredStreamPtr stream;                      // of a stream
  };
  struct BytesHasher {
    template <size_t N>
    size_t operator()(const std::array<uint8_t, N>& bytes) const {
      return absl::Hash<std::string_view>()({reinterpret_cast<const char*>(bytes.data()), N});
    }
  };

  // Holds what lies behind `after`. `like`: about how large it will become; may be null.
  Window(Position after, const Window* like);

  Position after() const { return after_; }
  Position last() const { return last_; }
  size_t events() const { return last_.value - after_.value; }

  void AddEvent(const IndexChanges::Event& event);
  void PutStream(StoredStreamPtr row);
  void PutSource(const std::string& source, Store::SourceMark mark) { sources_[source] = mark; }

  std::optional<Position> FindEvent(const EventId& id) const;
  StoredStreamPtr FindStream(std::string_view stream) const;  // null: not changed in here
  std::optional<Store::SourceMark> FindSource(const std::string& source) const;
  const Name* FindName(std::string_view name) const;  // null: none
  const Name* FindStreamName(std::string_view stream) const;

  // Appends those of the name's positions that lie in (after, up_to], until `out` holds `limit`.
  void AppendPositions(const Name& name, Position after, Position up_to, size_t limit,
                       std::vector<Position>* out) const;

  // Everything, in the order of its arrival; `names` only grows, and an element never moves.
  const std::deque<Name>& names() const { return names_; }
  const absl::flat_hash_map<EventId, uint32_t, BytesHasher>& ids() const { return ids_; }  // → distance
  const absl::flat_hash_map<std::string, Store::SourceMark>& sources() const { return sources_; }

 private:
  using NameMap = absl::flat_hash_map<std::string_view, Name*>;

  Name& MakeName(char mark, std::string_view text);  // `mark` 0: none
  Name& Post(NameMap* map, char mark, std::string_view text, uint32_t distance);
  char* Keep(size_t bytes);

  const Position after_;
  Position last_;
  absl::flat_hash_map<EventId, uint32_t, BytesHasher> ids_;
  absl::flat_hash_map<std::string, Store::SourceMark> sources_;
  NameMap subjects_;
  NameMap streams_;  // by the stream without its "@"
  std::deque<Name> names_;
  std::vector<std::unique_ptr<char[]>> blocks_;  // the names' bytes
  size_t block_left_ = 0;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_INDEX_WINDOW_H_
