// The demo's year of events as templates: serialised events and the places of the ids within them, so that a copy of
// the year with ids of its own is memcpy and a few patches.
#ifndef HOMEWARD_TESTS_BENCH_YEAR_H_
#define HOMEWARD_TESTS_BENCH_YEAR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/person_ids.h"

namespace homeward::bench {

enum class IdKind { kPerson, kServiceUser, kEvent, kOther };

inline constexpr size_t kPersonIdBytes = 27;
inline constexpr size_t kUuidBytes = 36;

// An id of the year. A copy puts another one of the same length in its place, the same wherever it occurs.
struct YearId {
  std::string text;
  IdKind kind;
  uint32_t rank = 0;  // kEvent: how many events of the year come before the one that has this id
};

struct Patch {
  uint32_t offset;  // in TemplateEvent::bytes
  uint32_t id;      // in Year::ids
};

struct TemplateEvent {
  std::string bytes;   // as field 1 of a PublishRequest: tag, length, event
  uint32_t frame = 0;  // bytes of tag and length
  std::vector<Patch> patches;
  std::string stream;  // its home stream in the year itself

  std::string_view payload() const { return std::string_view(bytes).substr(frame); }
};

// One line of an agency's file: events that belong into one batch.
struct TemplateLine {
  size_t agency = 0;  // in Year::agencies
  int64_t recorded_us = 0;
  std::string province;
  uint32_t open_streams = 0;  // of its copy: home streams between their first and their last event
  std::vector<TemplateEvent> events;
};

struct Year {
  std::vector<std::string> agencies;  // roles that are copied, labour first
  std::vector<TemplateLine> lines;    // of all agencies by time of recording; each agency's own order is kept
  std::vector<YearId> ids;
  std::vector<std::string> governance;  // PublishRequests of the programme, published once and first
  uint32_t governance_events = 0;
  uint32_t events = 0;           // of one copy
  uint64_t bytes = 0;            // of these events, as the client serialised them
  uint32_t streams = 0;          // home streams of one copy
  double open_streams_mean = 0;  // of them between their first and last event, over its lines
  uint32_t person = 0;           // id of a person with about 40 events
  uint32_t person_events = 0;
  std::string person_province;
};

// Reads `folder`/*.jsonl. Blocks.
absl::StatusOr<Year> ReadYear(const std::string& folder, const eventstore::PersonIds& person_ids);

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_YEAR_H_
