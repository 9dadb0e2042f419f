#include "tests/scenarios/world.h"

#include <chrono>
#include <filesystem>
#include <future>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"

namespace homeward::scenario {
namespace {

constexpr std::chrono::seconds kSettleMax(30);
constexpr std::chrono::milliseconds kRebuildPoll(5);

void TakeViolations(const contract::Violations& violations, Outcome* outcome) {
  for (const contract::Violation& violation : violations) {
    outcome->reasons.insert(violation.reason);
    absl::StrAppend(&outcome->details, "\n    ", violation.reason, " ", violation.field, ": ", violation.message);
  }
}

Outcome OutcomeOf(const eventstore::Answer& answer) {
  Outcome outcome{.first = answer.first.value, .count = answer.count, .duplicate = answer.duplicate};
  TakeViolations(answer.violations, &outcome);
  for (const auto& [stream, revision] : answer.revisions) outcome.revisions.emplace_back(stream.value, revision.value);
  return outcome;
}

}  // namespace

World::World(const WorldOptions& options)
    : clock_us_(std::make_shared<int64_t>(0)),
      intake_([ids = options.person_ids](std::string_view id) { return ids.Minted(id); }) {}

World::~World() = default;

absl::StatusOr<std::unique_ptr<World>> World::Open(const WorldOptions& options) {
  std::unique_ptr<World> world(new World(options));
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  const auto clock = [now = world->clock_us_] { return *now; };
  auto store = eventstore::Store::Open(
      {.directory = options.directory + "/log", .min_free_bytes = 0, .clock = clock, .unsafe_no_sync = true});
  if (!store.ok()) return store.status();
  world->store_ = *std::move(store);
  auto views =
      projections::Views::Open({.directory = options.directory + "/views", .clock = clock}, world->store_.get());
  if (!views.ok()) return views.status();
  world->views_ = *std::move(views);
  return world;
}

Outcome World::Publish(const Sending& sending) { return Send(sending).get(); }

std::future<Outcome> World::Send(const Sending& sending) {
  Advance(sending.arrives_us);
  auto promise = std::make_shared<std::promise<Outcome>>();
  std::future<Outcome> future = promise->get_future();
  services::Admission admission = intake_.Admit(sending.service, sending.caller, sending.bytes, now_us());
  if (!admission.ok()) {
    Outcome outcome;
    TakeViolations(admission.violations, &outcome);
    promise->set_value(std::move(outcome));
    return future;
  }
  admission.proposal.done = [promise](const eventstore::Answer& answer) { promise->set_value(OutcomeOf(answer)); };
  if (absl::Status status = store_->Propose(std::move(admission.proposal)); !status.ok()) {
    Outcome outcome{.reasons = {"NOT_TAKEN"}, .details = status.ToString()};
    promise->set_value(std::move(outcome));
  }
  return future;
}

absl::Status World::Settle() {
  auto reached = std::make_shared<std::promise<void>>();
  const uint64_t token = views_->OnReach(store_->head().position, [reached] { reached->set_value(); });
  if (reached->get_future().wait_for(kSettleMax) == std::future_status::ready) return absl::OkStatus();
  views_->CancelOnReach(token);
  return absl::DeadlineExceededError(absl::StrCat("the views stand at ", views_->position().value, " of ",
                                                  store_->head().position.value, ": ",
                                                  views_->progress().status.ToString()));
}

absl::Status World::Rebuild() {
  if (absl::Status status = views_->Rebuild(); !status.ok()) return status;
  const auto deadline = std::chrono::steady_clock::now() + kSettleMax;
  while (views_->progress().rebuilding) {
    if (std::chrono::steady_clock::now() > deadline) return absl::DeadlineExceededError("the rebuild does not end");
    std::this_thread::sleep_for(kRebuildPoll);
  }
  return Settle();
}

absl::StatusOr<std::map<std::string, std::string>> World::Digests() {
  if (absl::Status status = Settle(); !status.ok()) return status;
  std::map<std::string, std::string> digests;
  for (const std::string& name : views_->names()) {
    auto digest = views_->Digest(name);
    if (!digest.ok()) return digest.status();
    digests[name] = *digest;
  }
  return digests;
}

}  // namespace homeward::scenario
