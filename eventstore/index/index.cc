#include "eventstore/index/index.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "eventstore/index/name_rows.h"
#include "eventstore/index/postings.h"
#include "eventstore/index/window_file.h"
#include "eventstore/limits.h"
#include "eventstore/rocks/scan.h"
#include "eventstore/rocks/status.h"
#include "eventstore/threads/thread.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

using contract::Cat;

std::string_view IdBytes(const EventId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }
rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }

absl::StatusOr<EventId> LargestId(const Ledger& ledger) {
  EventId id{};
  absl::Status status = LastRow(ledger.db(), ledger.family(kIds), [&](std::string_view key, std::string_view) {
    std::copy_n(key.begin(), std::min(key.size(), id.size()), id.begin());
  });
  if (!status.ok()) return status;
  return id;
}

EventId LargestId(const Window& window) {
  EventId largest{};
  for (const auto& [id, distance] : window.ids()) largest = std::max(largest, id);
  return largest;
}

}  // namespace

std::vector<Family> Index::Families() { return IndexFamilies(); }

absl::StatusOr<std::unique_ptr<Index>> Index::Open(Ledger& ledger, std::string directory, size_t window_events) {
  if (absl::Status status = ClearWindowFiles(ledger, directory); !status.ok()) return status;
  absl::StatusOr<Position> through = IndexedThrough(ledger);
  if (!through.ok()) return through.status();
  if (*through > ledger.head().position) {
    return absl::DataLossError(Cat(directory, ": the index reaches position ", through->value,
                                   ", but the log ends at position ", ledger.head().position.value,
                                   ". Nothing was changed; restore a backup that reaches this far"));
  }
  if (through->value == 0) {
    if (absl::Status status = ledger.EmptyFamilies(); !status.ok()) return status;
  }
  absl::StatusOr<EventId> largest = LargestId(ledger);
  if (!largest.ok()) return largest.status();
  std::unique_ptr<Index> index(new Index(ledger, std::move(directory), window_events, *through));
  index->largest_id_ = *largest;
  return index;
}

Index::Index(const Ledger& ledger, std::string directory, size_t window_events, Position through)
    : ledger_(ledger),
      directory_(std::move(directory)),
      window_events_(window_events),
      filling_(std::make_shared<Window>(through, nullptr)) {
  writer_ = StartThread("index-write", Urgency::kAnswers, [this] { Run(); });
}

Index::~Index() {
  {
    std::lock_guard lock(writer_mutex_);
    stopping_ = true;
  }
  writer_changed_.notify_all();
  writer_.join();
}

Position Index::through() const {
  std::shared_lock lock(mutex_);
  return filling_->last();
}

absl::Status Index::failure() const {
  std::lock_guard lock(writer_mutex_);
  return writer_status_;
}

absl::Status Index::MakeRoom() {
  if (filling_->events() < window_events_) return absl::OkStatus();  // only this thread changes it
  std::unique_lock lock(writer_mutex_);
  writer_changed_.wait(lock, [this] { return to_write_ == nullptr || !writer_status_.ok(); });
  if (!writer_status_.ok()) return writer_status_;
  auto next = std::make_shared<Window>(filling_->last(), filling_.get());
  {
    std::unique_lock content(mutex_);
    written_ = std::exchange(filling_, std::move(next));
    to_write_ = written_;
  }
  writer_changed_.notify_all();
  return absl::OkStatus();
}

// The writing thread: one window after the other.
void Index::Run() {
  std::unique_lock lock(writer_mutex_);
  while (true) {
    writer_changed_.wait(lock, [this] { return stopping_ || to_write_ != nullptr; });
    if (to_write_ == nullptr) return;
    std::shared_ptr<const Window> window = to_write_;
    lock.unlock();
    AwaitMerging(ledger_, [this] {
      std::lock_guard guard(writer_mutex_);
      return !stopping_;
    });
    absl::Status status = WriteWindow(*window, ledger_, directory_);
    const EventId largest = LargestId(*window);
    if (status.ok()) {
      std::unique_lock content(mutex_);
      largest_id_ = std::max(largest_id_, largest);
      written_.reset();
    }
    lock.lock();
    writer_status_ = std::move(status);
    writer_changed_.notify_all();
    if (!writer_status_.ok()) return;  // the log stops at the next full window
    to_write_.reset();
    lock.unlock();
    window.reset();  // some milliseconds of freeing, while nobody waits
    lock.lock();
  }
}

void Index::Add(const IndexChanges& changes) {
  // In slices, so that a reader never waits for a whole group. It matters to nobody that a group is seen in parts: none
  // of it is spoken of before all of it is here.
  const auto in_slices = [this](const auto& rows, auto put) {
    for (size_t next = 0; next < rows.size();) {
      std::unique_lock lock(mutex_);
      for (const size_t end = std::min(next + kAddSliceRows, rows.size()); next < end; ++next) put(rows[next]);
    }
  };
  in_slices(changes.events, [this](const auto& event) { filling_->AddEvent(event); });
  in_slices(changes.streams, [this](const auto& row) { filling_->PutStream(row); });
  in_slices(changes.sources, [this](const auto& row) { filling_->PutSource(row.first, row.second); });
}

template <typename Look>
auto Index::LookInWindows(Look look) const {
  std::shared_ptr<const Window> written;
  {
    std::shared_lock lock(mutex_);
    if (auto found = look(*filling_)) return found;
    written = written_;
  }
  return written != nullptr ? look(*written) : decltype(look(*written))();
}

Index::Windows Index::windows() const {
  std::shared_lock lock(mutex_);
  return {written_, filling_};
}

absl::StatusOr<bool> Index::Get(size_t family, std::string_view key, std::string* value) const {
  rocksdb::ColumnFamilyHandle* const handle = ledger_.family(family);
  const rocksdb::Status got = ledger_.db().Get({}, handle, ToSlice(key), value);
  if (got.ok()) return true;
  if (got.IsNotFound()) return false;
  return ToStatus(got, Cat("reading ", handle->GetName()));
}

absl::StatusOr<std::optional<Position>> Index::FindEvent(const EventId& id) const {
  absl::StatusOr<std::vector<std::optional<Position>>> found = FindEvents({id});
  if (!found.ok()) return found.status();
  return found->front();
}

absl::StatusOr<std::vector<std::optional<Position>>> Index::FindEvents(const std::vector<EventId>& ids) const {
  std::vector<std::optional<Position>> positions(ids.size());
  std::vector<size_t> left;  // not in the window that fills
  std::shared_ptr<const Window> written;
  EventId largest;
  {
    std::shared_lock lock(mutex_);
    for (size_t i = 0; i < ids.size(); ++i) {
      positions[i] = filling_->FindEvent(ids[i]);
      if (!positions[i]) left.push_back(i);
    }
    written = written_;
    largest = largest_id_;
  }
  std::vector<rocksdb::Slice> keys;
  std::vector<size_t> of_key;
  for (const size_t i : left) {
    if (written != nullptr) positions[i] = written->FindEvent(ids[i]);
    if (positions[i] || ids[i] > largest) continue;  // ids mostly rise with time: a new one is seldom looked for here
    keys.push_back(ToSlice(IdBytes(ids[i])));
    of_key.push_back(i);
  }
  if (keys.empty()) return positions;
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  ledger_.db().MultiGet({}, ledger_.family(kIds), keys.size(), keys.data(), values.data(), statuses.data());
  for (size_t k = 0; k < keys.size(); ++k) {
    if (statuses[k].ok()) {
      positions[of_key[k]] = Position(ReadBe64({values[k].data(), values[k].size()}));
    } else if (!statuses[k].IsNotFound()) {
      return ToStatus(statuses[k], "reading ids");
    }
  }
  return positions;
}

absl::StatusOr<StoredStreamPtr> Index::FindStream(std::string_view stream) const {
  absl::StatusOr<std::vector<StoredStreamPtr>> found = FindStreams({stream});
  if (!found.ok()) return found.status();
  return std::move(found->front());
}

absl::StatusOr<std::vector<StoredStreamPtr>> Index::FindStreams(const std::vector<std::string_view>& streams) const {
  std::vector<StoredStreamPtr> rows(streams.size());
  std::shared_ptr<const Window> written;
  {
    std::shared_lock lock(mutex_);
    for (size_t i = 0; i < streams.size(); ++i) rows[i] = filling_->FindStream(streams[i]);
    written = written_;
  }
  std::vector<rocksdb::Slice> keys;
  std::vector<size_t> of_key;
  for (size_t i = 0; i < streams.size(); ++i) {
    if (rows[i] == nullptr && written != nullptr) rows[i] = written->FindStream(streams[i]);
    if (rows[i] != nullptr) continue;
    keys.push_back(ToSlice(streams[i]));
    of_key.push_back(i);
  }
  if (keys.empty()) return rows;
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  ledger_.db().MultiGet({}, ledger_.family(kStreams), keys.size(), keys.data(), values.data(), statuses.data());
  for (size_t k = 0; k < keys.size(); ++k) {
    record::v1::StreamRow row;  // of a new stream: empty
    if (!statuses[k].ok() && !statuses[k].IsNotFound()) return ToStatus(statuses[k], "reading streams");
    if (statuses[k].ok() && !row.ParseFromArray(values[k].data(), static_cast<int>(values[k].size())))
      return absl::DataLossError("a row of streams is unreadable");
    rows[of_key[k]] = std::make_shared<const StoredStream>(
        streams[of_key[k]], Revision(row.revision()), Position(row.last_position()), row.gate().SerializeAsString());
  }
  return rows;
}

absl::StatusOr<Store::SourceMark> Index::FindSource(const std::string& source) const {
  if (auto mark = LookInWindows([&](const Window& window) { return window.FindSource(source); })) return *mark;
  Store::SourceMark mark;
  std::string value;
  const absl::StatusOr<bool> found = Get(kSources, source, &value);
  if (!found.ok()) return found.status();
  if (*found && value.size() != 16) return absl::DataLossError("a row of sources is unreadable");
  if (*found) mark = {ReadBe64(value), Position(ReadBe64(std::string_view(value).substr(8)))};
  return mark;
}

absl::StatusOr<std::vector<Position>> Index::SubjectPositions(const Subject& subject, Position after, Position up_to,
                                                              size_t limit) const {
  return Postings(subject.value, after, up_to, limit);
}

absl::StatusOr<std::vector<Position>> Index::StreamPositions(const StreamId& stream, Position up_to) const {
  return Postings(Cat("@", stream.value), Position(0), up_to, SIZE_MAX);
}

absl::StatusOr<std::vector<Position>> Index::GovernancePositions(Position up_to) const {
  return Postings(kGovernanceName, Position(0), up_to, SIZE_MAX);
}

absl::StatusOr<std::vector<std::vector<Position>>> Index::SubjectsPositions(const std::vector<Subject>& subjects,
                                                                            Position up_to) const {
  const Windows windows = this->windows();
  NameRows rows(ledger_.db(), ledger_.family(kSubjects));  // after the windows: what they lack is in the families
  std::vector<std::vector<Position>> positions(subjects.size());
  for (size_t i = 0; i < subjects.size(); ++i) {
    const absl::Status status =
        AppendPostings(windows, &rows, subjects[i].value, Position(0), up_to, SIZE_MAX, &positions[i]);
    if (!status.ok()) return status;
  }
  return positions;
}

absl::StatusOr<std::vector<Position>> Index::Postings(std::string_view name, Position after, Position up_to,
                                                      size_t limit) const {
  const Windows windows = this->windows();
  NameRows rows(ledger_.db(), ledger_.family(kSubjects));
  std::vector<Position> positions;
  const absl::Status status = AppendPostings(windows, &rows, name, after, up_to, limit, &positions);
  if (!status.ok()) return status;
  return positions;
}

absl::Status Index::AppendPostings(const Windows& windows, NameRows* rows, std::string_view name, Position after,
                                   Position up_to, size_t limit, std::vector<Position>* positions) const {
  if (after >= up_to || limit == 0) return absl::OkStatus();

  // The families hold all up to where the windows begin; what has just been taken in from one is read from it.
  const Position stored_up_to = std::min(up_to, windows.after());
  if (after < stored_up_to) {
    std::vector<Position> row;
    absl::Status damage;
    absl::Status status = rows->Visit(name, after, [&](std::string_view key, std::string_view value) {
      damage = DecodePostings(key, value, &row);
      if (!damage.ok()) return false;
      for (const Position position : row) {
        if (position <= after) continue;
        if (position > stored_up_to || positions->size() >= limit) return false;
        positions->push_back(position);
      }
      return true;
    });
    if (!status.ok()) return status;
    if (!damage.ok()) return damage;
  }

  const auto append = [&](const Window& window) {
    const bool of_stream = name.starts_with('@') && name != kGovernanceName;
    const Window::Name* const found = of_stream ? window.FindStreamName(name.substr(1)) : window.FindName(name);
    if (found != nullptr) window.AppendPositions(*found, after, up_to, limit, positions);
  };
  if (windows.written != nullptr) append(*windows.written);
  if (positions->size() < limit && windows.filling->after() < up_to) {
    std::shared_lock lock(mutex_);
    append(*windows.filling);
  }
  return absl::OkStatus();
}

absl::Status Index::VisitSubjects(std::string_view prefix, Position up_to,
                                  absl::FunctionRef<bool(std::string_view, const std::vector<Position>&)> visit) const {
  const Windows windows = this->windows();
  // Names of the windows, sorted. Each lives, in its place, as long as its window.
  std::vector<std::pair<std::string_view, const Window*>> fresh;
  for (const Window* window : {windows.written.get(), windows.filling.get()}) {
    if (window == nullptr) continue;
    for (size_t next = 0, size = 1; next < size;) {
      std::shared_lock lock(mutex_);  // in slices, as in Add
      size = window->names().size();
      for (const size_t end = std::min(next + kAddSliceRows, size); next < end; ++next) {
        const std::string_view text = window->names()[next].text;
        if (text.starts_with(prefix) && !text.starts_with('@')) fresh.emplace_back(text, window);
      }
    }
  }
  std::stable_sort(fresh.begin(), fresh.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

  std::string name;  // whose positions are being collected
  std::vector<Position> positions, row;
  bool going_on = true;
  const auto finish = [&] {
    if (going_on && !positions.empty()) going_on = visit(name, positions);
    positions.clear();
  };
  auto next_fresh = fresh.begin();
  // Gives what the windows have of names up to `bound` (all: none), the name being collected among them.
  const auto give_fresh = [&](std::optional<std::string_view> bound) {
    for (; going_on && next_fresh != fresh.end() && (!bound || next_fresh->first < *bound); ++next_fresh) {
      if (next_fresh->first != name) {
        finish();
        name = next_fresh->first;
      }
      std::shared_lock lock(mutex_);
      next_fresh->second->AppendPositions(*next_fresh->second->FindName(name), Position(0), up_to, SIZE_MAX,
                                          &positions);
    }
  };

  const Position stored_up_to = std::min(up_to, windows.after());
  absl::Status damage;
  absl::Status status = ScanRows(ledger_.db(), ledger_.family(kSubjects), AllNamesOptions(),
                                 {prefix, AfterPrefix(prefix)}, [&](std::string_view key, std::string_view value) {
                                   const std::string_view stored_name = PostingName(key);
                                   if (stored_name.starts_with('@')) return true;
                                   damage = DecodePostings(key, value, &row);
                                   if (!damage.ok()) return false;
                                   if (stored_name != name) {
                                     give_fresh(stored_name);
                                     finish();
                                     name = stored_name;
                                   }
                                   for (const Position position : row) {
                                     if (position <= stored_up_to) positions.push_back(position);
                                   }
                                   return going_on;
                                 });
  if (!status.ok()) return status;
  if (!damage.ok()) return damage;
  give_fresh(std::nullopt);
  finish();
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
