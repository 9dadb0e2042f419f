// Copies of the year, encoded as batches that wait to be sent.
#ifndef HOMEWARD_TESTS_BENCH_LOAD_H_
#define HOMEWARD_TESTS_BENCH_LOAD_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/person_ids.h"
#include "tests/bench/year.h"

namespace homeward::bench {

struct LoadOptions {
  uint64_t first_copy = 0;  // copies are numbered; each number has ids of its own, the same in every process
  uint64_t events = 0;      // at least so many, in whole copies
  uint64_t copies = 0;      // in place of `events`
  uint32_t batch_events = 256;
  std::string only_role;  // one agency's events alone; empty: all
  bool by_copy = false;   // a lane for each copy, not for each agency; one agency only
};

// One PublishRequest, its tag the place among all batches of the load.
struct EncodedBatch {
  std::string_view bytes;
  uint32_t events;
  uint32_t lane;
};

// What one connection sends, in order.
struct Lane {
  std::string role;
  std::vector<uint32_t> batches;  // in Load::batches
};

// Immutable once made.
struct Load {
  std::vector<EncodedBatch> batches;  // in the order of the year
  std::vector<Lane> lanes;
  std::deque<std::string> memory;  // holds the bytes
  uint64_t copies = 0;
  uint64_t next_copy = 0;  // the first whose event ids come after all of these
  uint64_t events = 0;
  uint64_t event_bytes = 0;  // of the events alone
  uint64_t streams = 0;
  uint64_t open_streams = 0;  // most at once
};

// Copies run side by side, line by line over the copies, each begun a little later than the one before: at any time
// all parts of the year are under way. Each agency's own order is kept within a copy.
Load MakeLoad(const Year& year, const eventstore::PersonIds& person_ids, const LoadOptions& options);

// The events' bytes alone, one after the other as MakeLoad would publish them: all roles', or one's.
std::vector<std::string> MakeEvents(const Year& year, const eventstore::PersonIds& person_ids, uint64_t events,
                                    const std::string& only_role);

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_LOAD_H_
