#include "eventstore/index/window.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "eventstore/gate/competence.h"

namespace homeward::eventstore {
namespace {

constexpr size_t kBlockBytes = 256u << 10;

}  // namespace

StoredStream::StoredStream(std::string_view name, Revision revision, Position last, std::string_view gate)
    : revision(revision), last(last), name_bytes_(name.size()) {
  text_.reserve(name.size() + gate.size());
  text_.append(name).append(gate);
}

void IndexChanges::Clear() {
  events.clear();
  streams.clear();
  sources.clear();
}

Window::Window(Position after, const Window* like) : after_(after), last_(after) {
  if (like == nullptr) return;  // else made large at once: growing would halt the committer for milliseconds
  ids_.reserve(like->ids_.size());
  subjects_.reserve(like->subjects_.size());
  streams_.reserve(like->streams_.size());
}

void Window::AddEvent(const IndexChanges::Event& event) {
  const RecordView& record = *event.record;
  last_ = record.position;
  const uint32_t distance = static_cast<uint32_t>(last_.value - after_.value);
  ids_[event.id] = distance;
  for (const std::string_view subject : record.subjects) Post(&subjects_, '\0', subject, distance);
  Post(&streams_, '@', record.stream, distance);
  if (IsGovernanceStream(record.stream)) Post(&subjects_, '\0', kGovernanceName, distance);
}

void Window::PutStream(StoredStreamPtr row) {
  const auto found = streams_.find(row->name());
  if (found != streams_.end()) found->second->stream = std::move(row);  // always there: posted by its event
}

std::optional<Position> Window::FindEvent(const EventId& id) const {
  const auto found = ids_.find(id);
  if (found == ids_.end()) return std::nullopt;
  return Position(after_.value + found->second);
}

StoredStreamPtr Window::FindStream(std::string_view stream) const {
  const Name* name = FindStreamName(stream);
  return name == nullptr ? nullptr : name->stream;
}

std::optional<Store::SourceMark> Window::FindSource(const std::string& source) const {
  const auto found = sources_.find(source);
  if (found == sources_.end()) return std::nullopt;
  return found->second;
}

const Window::Name* Window::FindName(std::string_view name) const {
  const auto found = subjects_.find(name);
  return found == subjects_.end() ? nullptr : found->second;
}

const Window::Name* Window::FindStreamName(std::string_view stream) const {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : found->second;
}

void Window::AppendPositions(const Name& name, Position after, Position up_to, size_t limit,
                             std::vector<Position>* out) const {
  const uint64_t least = after < after_ ? 0 : after.value - after_.value;
  auto next = std::upper_bound(name.distances.begin(), name.distances.end(), least);
  for (; next != name.distances.end() && out->size() < limit; ++next) {
    const Position position(after_.value + *next);
    if (position > up_to) break;
    out->push_back(position);
  }
}

Window::Name& Window::MakeName(char mark, std::string_view text) {
  const size_t mark_bytes = mark == '\0' ? 0 : 1;
  char* const bytes = Keep(mark_bytes + text.size());
  if (mark != '\0') bytes[0] = mark;
  std::memcpy(bytes + mark_bytes, text.data(), text.size());
  Name& name = names_.emplace_back();
  name.text = {bytes, mark_bytes + text.size()};
  return name;
}

Window::Name& Window::Post(NameMap* map, char mark, std::string_view text, uint32_t distance) {
  const auto found = map->find(text);
  Name* name = nullptr;
  if (found != map->end()) {
    name = found->second;
  } else {
    name = &MakeName(mark, text);
    map->emplace(name->text.substr(mark == '\0' ? 0 : 1), name);
  }
  // A subject that an event names twice is posted once.
  if (name->distances.empty() || name->distances.back() != distance) name->distances.push_back(distance);
  return *name;
}

char* Window::Keep(size_t bytes) {
  if (bytes > block_left_) {
    block_left_ = std::max(bytes, kBlockBytes);
    blocks_.emplace_back(new char[block_left_]);
  }
  // From the back to the front, so that only what is left need be remembered.
  block_left_ -= bytes;
  return blocks_.back().get() + block_left_;
}

}  // namespace homeward::eventstore
