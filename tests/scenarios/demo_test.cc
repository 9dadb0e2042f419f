// The committed year of the demo: it is what the generator writes, and every batch of it is accepted.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "deploy/demo/year.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "proto/contract/event.h"
#include "services/audit/recorded.h"
#include "services/audit/wire_recorded.h"
#include "tests/scenarios/world.h"

namespace homeward::scenario {
namespace {

constexpr char kRoot[] = HOMEWARD_SOURCE_DIR;
constexpr int64_t kNowUs = 1'800'000'000'000'000;  // after the last record
constexpr size_t kEventsMin = 2000;
constexpr size_t kPersonsMin = 55;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

// The batches of an agency's file as an agency's system would send them.
std::vector<Sending> ReadBatches(const contract::AgencyContract& service) {
  const auto* type = service.descriptor->file()->FindMessageTypeByName("PublishRequest");
  const auto* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
  std::vector<Sending> sendings;
  std::stringstream file(ReadFile(absl::StrCat(kRoot, "/deploy/demo/", service.role, ".jsonl")));
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::unique_ptr<google::protobuf::Message> request(prototype->New());
    const auto status = google::protobuf::util::JsonStringToMessage(line, request.get());
    EXPECT_TRUE(status.ok()) << service.role << ": " << status;
    const services::Caller caller{absl::StrCat("spiffe://homeward.example/", service.role, "/", service.prefix),
                                  service.role, service.prefix};
    sendings.push_back({service.agency, caller, request->SerializeAsString(), kNowUs});
  }
  return sendings;
}

TEST(Demo, CommittedFilesAreWhatTheGeneratorWrites) {
  auto files = demo::GenerateFiles(kRoot, demo::kDefaultSeed);
  ASSERT_TRUE(files.ok()) << files.status();
  for (const auto& [name, content] : *files) {
    EXPECT_TRUE(ReadFile(absl::StrCat(kRoot, "/deploy/demo/", name)) == content)
        << "deploy/demo/" << name << " is out of date; run: homeward_demo_generate --out deploy/demo";
    if (absl::EndsWith(name, ".jsonl")) {
      EXPECT_TRUE(absl::StrContains(content, "synthetic")) << name;
    }
  }
}

// The year published by all agencies at once, in a merge of their files drawn from `seed`.
struct PublishedYear {
  size_t events = 0;
  std::set<std::string> persons;
  std::map<std::string, std::string> digests;
};

// Every agency's batches, in their own order.
std::vector<std::vector<Sending>> ReadFiles() {
  std::vector<std::vector<Sending>> files;
  for (const contract::AgencyContract& service : contract::Contract::Get().agencies()) {
    files.push_back(ReadBatches(service));
    EXPECT_FALSE(files.back().empty()) << service.role;
  }
  return files;
}

void PublishYear(uint64_t seed, PublishedYear* year) {
  auto ids = eventstore::PersonIds::Load(absl::StrCat(kRoot, "/deploy/demo/person-id.key"));
  ASSERT_TRUE(ids.ok());
  const std::string directory = absl::StrCat(::testing::TempDir(), "/homeward-demo-", seed);
  std::filesystem::remove_all(directory);
  auto world = World::Open({directory, *ids});
  ASSERT_TRUE(world.ok()) << world.status();
  const std::vector<std::vector<Sending>> files = ReadFiles();
  std::mt19937_64 dice(seed);
  std::vector<size_t> next(files.size());
  for (std::vector<size_t> open;; open.clear()) {
    for (size_t i = 0; i < files.size(); ++i) {
      if (next[i] < files[i].size()) open.push_back(i);
    }
    if (open.empty()) break;
    const size_t file = open[dice() % open.size()];
    const Outcome outcome = (*world)->Publish(files[file][next[file]++]);
    ASSERT_EQ(outcome.details, "") << "batch " << next[file] << " of file " << file;
    year->events += outcome.count;
  }
  const auto take = [&](eventstore::LogEventPtr event) {
    for (const std::string& subject : event->event().subjects()) {
      if (absl::StartsWith(subject, "person:")) year->persons.insert(subject);
    }
    return true;
  };
  ASSERT_TRUE((*world)->store().ReadRange(eventstore::Position(1), (*world)->store().head().position, take).ok());
  auto digests = (*world)->Digests();
  ASSERT_TRUE(digests.ok()) << digests.status();
  year->digests = *digests;
  world->reset();
  std::filesystem::remove_all(directory);
}

// Byte for byte what parsing, masking and writing again would give, up to the order of fields.
void ExpectSameOnTheWire(const eventstore::RecordView& record, const eventstore::Store& store, services::Sight sight,
                         services::WireRecorded* wire) {
  const auto read = eventstore::EventOf(record);
  ASSERT_TRUE(read.ok()) << read.status();
  const eventstore::LogEventPtr& event = *read;
  const projections::Viewer auditor{projections::Role::kAuditor, "", "aud.1", "aud.1", coordination::v1::PURPOSE_AUDIT};
  const auto expected = services::ToRecorded(event, sight, auditor, store);
  ASSERT_TRUE(expected.ok()) << expected.status();
  ASSERT_TRUE(wire->Take(record)) << event->event().type->name;
  EXPECT_EQ(wire->unit(), event->event().envelope->unit());
  const auto bytes = wire->Write(sight);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  ASSERT_FALSE(bytes->empty()) << event->event().type->name;
  common::v1::RecordedEvent got, wanted = *expected;
  ASSERT_TRUE(got.ParseFromArray(bytes->data(), static_cast<int>(bytes->size())));
  std::sort(got.mutable_masked()->begin(), got.mutable_masked()->end());
  std::sort(wanted.mutable_masked()->begin(), wanted.mutable_masked()->end());
  std::unique_ptr<google::protobuf::Message> payload(event->event().payload->New()), shown(payload->New());
  ASSERT_TRUE(payload->ParseFromString(got.event()));
  ASSERT_TRUE(shown->ParseFromString(wanted.event()));
  EXPECT_EQ(payload->SerializeAsString(), shown->SerializeAsString()) << event->event().type->name;
  got.clear_event();
  wanted.clear_event();
  EXPECT_EQ(got.ShortDebugString(), wanted.ShortDebugString()) << event->event().type->name;
}

TEST(Demo, AReplayOnTheWireSaysWhatTheMaskSays) {
  auto ids = eventstore::PersonIds::Load(absl::StrCat(kRoot, "/deploy/demo/person-id.key"));
  ASSERT_TRUE(ids.ok());
  const std::string directory = absl::StrCat(::testing::TempDir(), "/homeward-demo-wire");
  std::filesystem::remove_all(directory);
  auto world = World::Open({directory, *ids});
  ASSERT_TRUE(world.ok()) << world.status();
  for (const auto& file : ReadFiles())
    for (const Sending& sending : file) ASSERT_EQ((*world)->Publish(sending).details, "");
  const eventstore::Store& store = (*world)->store();
  // One from the first event on, one that has seen nothing before the event, and one for authors.
  services::WireRecorded auditors(store), authors(store);
  size_t events = 0, pointing = 0;
  ASSERT_TRUE(store
                  .ReadRecords(eventstore::Position(1), store.head().position,
                               [&](const eventstore::RecordView& record) {
                                 ++events;
                                 services::WireRecorded fresh(store);
                                 ExpectSameOnTheWire(record, store, services::Sight::kAuditor, &auditors);
                                 ExpectSameOnTheWire(record, store, services::Sight::kAuditor, &fresh);
                                 ExpectSameOnTheWire(record, store, services::Sight::kAuthor, &authors);
                                 for (const std::string_view subject : record.subjects) {
                                   pointing += subject.starts_with("event:");
                                 }
                                 return !::testing::Test::HasFailure();
                               })
                  .ok());
  EXPECT_GE(events, kEventsMin);
  EXPECT_GT(pointing, 0u) << "no event points at another one";
  world->reset();
  std::filesystem::remove_all(directory);
}

TEST(Demo, AnyMergeOfTheAgenciesFilesIsAcceptedAndShowsTheSame) {
  PublishedYear one, other;
  ASSERT_NO_FATAL_FAILURE(PublishYear(demo::kDefaultSeed, &one));
  ASSERT_NO_FATAL_FAILURE(PublishYear(demo::kDefaultSeed + 1, &other));
  EXPECT_GE(one.events, kEventsMin);
  EXPECT_GE(one.persons.size(), kPersonsMin);
  EXPECT_EQ(one.digests, other.digests);
}

}  // namespace
}  // namespace homeward::scenario
