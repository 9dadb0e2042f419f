#include "tests/bench/timeline.h"

#include <thread>

#include "services/cli/text.h"
#include "tests/bench/copy_ids.h"

namespace homeward::bench {
namespace {

using cli::Cat;
using Clock = std::chrono::steady_clock;

constexpr char kRole[] = "coordinator";
constexpr std::chrono::seconds kOneAsk{20};
constexpr std::chrono::milliseconds kBetweenAsks{1};

}  // namespace

absl::StatusOr<TimelineReader> TimelineReader::Open(const Target& target, const World& world) {
  auto channel = Connect(target, kRole);
  if (!channel.ok()) return channel.status();
  return TimelineReader(target, world, *std::move(channel));
}

absl::Status TimelineReader::Ask(uint64_t copy, uint64_t min_position, std::chrono::milliseconds timeout) {
  const Year& year = world_->year;
  coordination::v1::GetVictimTimelineRequest request;
  request.mutable_context()->set_unit(Cat("crd.", year.person_province));
  request.mutable_context()->set_purpose(coordination::v1::PURPOSE_SUPERVISION);
  request.mutable_context()->set_min_position(min_position);
  request.set_person(PersonOfCopy(year, world_->person_ids, year.person, copy));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  Prepare(target_, kRole, &context);
  coordination::v1::GetVictimTimelineResponse response;
  const grpc::Status status = stub_->GetVictimTimeline(&context, request, &response);
  if (!status.ok()) return absl::UnavailableError(Cat("timeline: ", status.error_message()));
  if (response.position() < min_position) return absl::InternalError("a timeline older than was asked for");
  if (response.timeline().lanes().empty()) return absl::InternalError("a timeline without events");
  return absl::OkStatus();
}

absl::Status TimelineReader::Await(uint64_t copy, uint64_t position, std::chrono::seconds at_most) {
  const Clock::time_point until = Clock::now() + at_most;
  while (true) {
    const absl::Status asked = Ask(copy, position, kOneAsk);
    if (asked.ok() || Clock::now() >= until) return asked;
    std::this_thread::sleep_for(kBetweenAsks);
  }
}

}  // namespace homeward::bench
