// Asks for a person's timeline, as the coordinator of the province does.
#ifndef HOMEWARD_TESTS_BENCH_TIMELINE_H_
#define HOMEWARD_TESTS_BENCH_TIMELINE_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "homeward/coordination/v1/coordination.grpc.pb.h"
#include "tests/bench/target.h"
#include "tests/bench/world.h"

namespace homeward::bench {

class TimelineReader {
 public:
  static absl::StatusOr<TimelineReader> Open(const Target& target, const World& world);

  // The timeline of the year's person in this copy; waits until the views have `min_position`. Anything but a
  // timeline with events is an error.
  absl::Status Ask(uint64_t copy, uint64_t min_position, std::chrono::milliseconds timeout);

  // Asks until the views answer at `position`.
  absl::Status Await(uint64_t copy, uint64_t position, std::chrono::seconds at_most);

 private:
  TimelineReader(const Target& target, const World& world, std::shared_ptr<grpc::Channel> channel)
      : target_(target), world_(&world), stub_(coordination::v1::Coordination::NewStub(std::move(channel))) {}

  Target target_;
  const World* world_;
  std::unique_ptr<coordination::v1::Coordination::Stub> stub_;
};

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_TIMELINE_H_
