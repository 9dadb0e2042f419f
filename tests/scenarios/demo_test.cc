// The committed year of the demo: it is what the generator writes, and every batch of it is accepted.
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
    if (absl::EndsWith(name, ".jsonl")) EXPECT_TRUE(absl::StrContains(content, "synthetic")) << name;
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
