// The demo's year and the key of its person ids: what most subcommands begin with.
#ifndef HOMEWARD_TESTS_BENCH_WORLD_H_
#define HOMEWARD_TESTS_BENCH_WORLD_H_

#include <string>

#include "absl/status/statusor.h"
#include "eventstore/person_ids.h"
#include "tests/bench/year.h"

namespace homeward::bench {

struct World {
  eventstore::PersonIds person_ids;
  Year year;
};

inline absl::StatusOr<World> OpenWorld(const std::string& demo) {
  absl::StatusOr<eventstore::PersonIds> person_ids = eventstore::PersonIds::Load(demo + "/person-id.key");
  if (!person_ids.ok()) return person_ids.status();
  absl::StatusOr<Year> year = ReadYear(demo, *person_ids);
  if (!year.ok()) return year.status();
  return World{*person_ids, *std::move(year)};
}

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_WORLD_H_
