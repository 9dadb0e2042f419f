#include "tests/bench/load.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "tests/bench/copy_ids.h"

namespace homeward::bench {
namespace {

constexpr size_t kMemoryPieceBytes = 32u << 20;
constexpr char kTagField = 0x20;  // PublishRequest.tag, a varint

void AppendEvent(const Year& year, const TemplateEvent& event, const CopyIds& ids, std::string* out) {
  const size_t at = out->size();
  out->append(event.bytes);
  for (const Patch& patch : event.patches) {
    const bool person = year.ids[patch.id].kind == IdKind::kPerson || year.ids[patch.id].kind == IdKind::kServiceUser;
    std::memcpy(out->data() + at + patch.offset, ids.at(patch.id), person ? kPersonIdBytes : kUuidBytes);
  }
}

struct ActiveCopy {
  uint64_t copy;
  size_t line = 0;
  CopyIds ids;
};

// Walks over copies [first, first + copies): take(line, copy counted from 0, ids of the copy). Returns how many streams
// were open at once at most.
template <typename Take>
uint64_t Walk(const Year& year, const eventstore::PersonIds& person_ids, uint64_t first, uint64_t copies, Take take) {
  const uint32_t together = CopiesAtOnce(year);
  std::deque<ActiveCopy> active;
  uint64_t begun = 0, open_most = 0;
  for (uint64_t step = 0; begun < copies || !active.empty(); ++step) {
    for (; begun < copies && begun * year.lines.size() / together <= step; ++begun) {
      active.push_back({begun});
      active.back().ids.Fill(year, person_ids, first + begun);
    }
    uint64_t open = 0;
    for (ActiveCopy& copy : active) {
      const TemplateLine& line = year.lines[copy.line++];
      open += line.open_streams;
      take(line, copy.copy, copy.ids);
    }
    open_most = std::max(open_most, open);
    while (!active.empty() && active.front().line == year.lines.size()) active.pop_front();
  }
  return open_most;
}

class Encoder {
 public:
  Encoder(const Year& year, const LoadOptions& options) : year_(year), options_(options) {
    if (options.by_copy) return;
    // Labour reports as much as all others together: two connections share it, each with copies of its own.
    for (const std::string& role : year.agencies) {
      if (options.only_role.empty() || role == options.only_role) AddLane(role);
    }
    if (options.only_role.empty()) AddLane(year.agencies.front());
  }

  void Take(const TemplateLine& line, uint64_t copy, const CopyIds& ids) {
    const std::string& role = year_.agencies[line.agency];
    if (!options_.only_role.empty() && role != options_.only_role) return;
    while (options_.by_copy && load_.lanes.size() <= copy) AddLane(options_.only_role);
    size_t lane = options_.by_copy ? copy : options_.only_role.empty() ? line.agency : 0;
    if (lane == 0 && options_.only_role.empty() && copy % 2 == 1) lane = load_.lanes.size() - 1;
    if (open_[lane].events + line.events.size() > options_.batch_events) Close(lane);
    for (const TemplateEvent& event : line.events) {
      AppendEvent(year_, event, ids, &open_[lane].bytes);
      ++open_[lane].events;
      ++load_.events;
      load_.event_bytes += event.payload().size();
      if (open_[lane].events >= options_.batch_events) Close(lane);
    }
  }

  Load Finish(uint64_t copies, uint64_t open_streams) {
    for (size_t lane = 0; lane < load_.lanes.size(); ++lane) Close(lane);
    load_.copies = copies;
    load_.next_copy = options_.first_copy + copies + CopiesAtOnce(year_);
    load_.streams = copies * year_.streams;
    load_.open_streams = open_streams;
    return std::move(load_);
  }

 private:
  struct Open {
    std::string bytes;
    uint32_t events = 0;
  };

  void AddLane(const std::string& role) {
    load_.lanes.push_back({role, {}});
    open_.emplace_back();
  }

  void Close(size_t lane) {
    Open& open = open_[lane];
    if (open.events == 0) return;
    open.bytes.push_back(kTagField);
    uint64_t tag = load_.batches.size();
    for (; tag >= 128; tag >>= 7) open.bytes.push_back(static_cast<char>(tag | 128));
    open.bytes.push_back(static_cast<char>(tag));
    load_.lanes[lane].batches.push_back(static_cast<uint32_t>(load_.batches.size()));
    load_.batches.push_back({Keep(open.bytes), open.events, static_cast<uint32_t>(lane)});
    open.bytes.clear();
    open.events = 0;
  }

  // Pieces never grow beyond what they reserved, so what points into them stays.
  std::string_view Keep(std::string_view bytes) {
    auto& memory = load_.memory;
    if (memory.empty() || memory.back().capacity() - memory.back().size() < bytes.size()) {
      memory.emplace_back().reserve(std::max(kMemoryPieceBytes, bytes.size()));
    }
    const size_t at = memory.back().size();
    memory.back().append(bytes);
    return std::string_view(memory.back()).substr(at);
  }

  const Year& year_;
  const LoadOptions& options_;
  std::vector<Open> open_;
  Load load_;
};

uint64_t EventsOfCopy(const Year& year, const std::string& only_role) {
  uint64_t events = 0;
  for (const TemplateLine& line : year.lines) {
    if (only_role.empty() || year.agencies[line.agency] == only_role) events += line.events.size();
  }
  return events;
}

}  // namespace

Load MakeLoad(const Year& year, const eventstore::PersonIds& person_ids, const LoadOptions& options) {
  const uint64_t each = EventsOfCopy(year, options.only_role);
  const uint64_t copies =
      options.copies > 0 ? options.copies : std::max<uint64_t>(1, (options.events + each - 1) / each);
  Encoder encoder(year, options);
  const uint64_t open_streams =
      Walk(year, person_ids, options.first_copy, copies,
           [&](const TemplateLine& line, uint64_t copy, const CopyIds& ids) { encoder.Take(line, copy, ids); });
  return encoder.Finish(copies, open_streams);
}

std::vector<std::string> MakeEvents(const Year& year, const eventstore::PersonIds& person_ids, uint64_t events,
                                    const std::string& only_role) {
  std::vector<std::string> made;
  made.reserve(events);
  std::string framed;
  const uint64_t each = EventsOfCopy(year, only_role);
  Walk(year, person_ids, 0, (events + each - 1) / each, [&](const TemplateLine& line, uint64_t, const CopyIds& ids) {
    if (!only_role.empty() && year.agencies[line.agency] != only_role) return;
    for (const TemplateEvent& event : line.events) {
      if (made.size() >= events) return;
      framed.clear();
      AppendEvent(year, event, ids, &framed);
      made.push_back(framed.substr(event.frame));
    }
  });
  return made;
}

}  // namespace homeward::bench
