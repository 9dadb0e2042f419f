#include "tests/projections/support/world.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <thread>

#include "proto/contract/cut.h"

namespace homeward::projections {
namespace {

constexpr std::chrono::milliseconds kPoll(5);

}  // namespace

World::World() {
  std::string pattern = (std::filesystem::temp_directory_path() / "homeward-views-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  eventstore::StoreOptions options;
  options.directory = folder_ + "/log";
  options.min_free_bytes = 0;
  options.unsafe_no_sync = true;
  auto store = eventstore::Store::Open(std::move(options));
  EXPECT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
  Open();
}

World::~World() {
  views_ = nullptr;
  store_ = nullptr;
  std::filesystem::remove_all(folder_);
}

void World::Open() {
  auto views = Views::Open({folder_ + "/views", [this] { return now_us_.load(); }}, store_.get());
  ASSERT_TRUE(views.ok()) << views.status();
  views_ = *std::move(views);
}

void World::ReopenViews(bool forget) {
  views_ = nullptr;
  if (forget) std::filesystem::remove_all(folder_ + "/views");
  Open();
}

void World::Record(const Said& said) { RecordAll({said}); }

void World::RecordAll(const std::vector<Said>& batch) {
  eventstore::Proposal proposal;
  proposal.agency = contract::Contract::Get().FindAgencyByUnit(batch.front().unit)->agency;
  proposal.publisher = "spiffe://homeward.example/test/" + batch.front().unit;
  proposal.proposed_us = kDay0 + static_cast<Micros>(batch.back().day * kDay);
  for (const Said& said : batch) {
    std::unique_ptr<google::protobuf::Message> message = MakeMessage(said, next_++);
    const std::string bytes = message->SerializeAsString();
    eventstore::ProposedEvent event;
    event.event = contract::WrapEvent(std::move(message));
    auto cut = contract::Cut(bytes, *event.event.type);
    ASSERT_TRUE(cut.ok()) << cut.status();
    event.bytes = *std::move(cut);
    proposal.events.push_back(std::move(event));
  }
  std::promise<eventstore::Answer> answered;
  proposal.done = [&](eventstore::Answer answer) { answered.set_value(std::move(answer)); };
  ASSERT_TRUE(store_->Propose(std::move(proposal)).ok());
  const eventstore::Answer answer = answered.get_future().get();
  for (const auto& violation : answer.violations) ADD_FAILURE() << violation.reason << " " << violation.message;
}

void World::Rebuild() {
  ASSERT_TRUE(views_->Rebuild().ok());
  for (int i = 0; views_->progress().rebuilding && i < 2000; ++i) std::this_thread::sleep_for(kPoll);
  ASSERT_FALSE(views_->progress().rebuilding);
  ASSERT_TRUE(views_->progress().rebuild_status.ok()) << views_->progress().rebuild_status;
}

void World::Settle() {
  auto reached = std::make_shared<std::promise<void>>();
  views_->OnReach(store_->head().position, [reached] { reached->set_value(); });
  ASSERT_EQ(reached->get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

}  // namespace homeward::projections
