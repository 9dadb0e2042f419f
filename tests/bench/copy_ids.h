// The ids of a copy of the year: drawn from the copy's number, so that every process knows them.
#ifndef HOMEWARD_TESTS_BENCH_COPY_IDS_H_
#define HOMEWARD_TESTS_BENCH_COPY_IDS_H_

#include <cstdint>
#include <string>

#include "eventstore/person_ids.h"
#include "tests/bench/year.h"

namespace homeward::bench {

inline constexpr uint32_t kOpenStreamsWanted = 50'000;  // between their first and last event at once

// Copies at a time, so that about kOpenStreamsWanted streams are open.
uint32_t CopiesAtOnce(const Year& year);

// All ids of one copy, each at a fixed place. Event ids rise with the copies and within them.
class CopyIds {
 public:
  void Fill(const Year& year, const eventstore::PersonIds& person_ids, uint64_t copy);
  // What stands in the place of the year's id; as long as that.
  const char* at(uint32_t id) const { return text_.data() + id * kUuidBytes; }

 private:
  std::string text_;
};

// What copy `copy` has in the place of the year's person id `id`.
std::string PersonOfCopy(const Year& year, const eventstore::PersonIds& person_ids, uint32_t id, uint64_t copy);

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_COPY_IDS_H_
