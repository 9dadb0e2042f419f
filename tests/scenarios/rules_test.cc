// The rule data of the tree: what is published is what is written down, every row of it is accepted, and a row that is
// added leaves the others as they are.
#include "deploy/rules/rules.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "proto/contract/contract.h"
#include "tests/scenarios/world.h"

namespace homeward::scenario {
namespace {

constexpr char kRules[] = HOMEWARD_SOURCE_DIR "/deploy/rules/vn";
constexpr int64_t kNowUs = 1'800'000'000'000'000;  // after the last row
constexpr size_t kTopics = 13;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

std::vector<std::string> Lines(const std::string& file) {
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(file, '\n', absl::SkipEmpty())) {
    if (line[0] != '#') lines.emplace_back(line);
  }
  return lines;
}

// A line as the steering office sends it.
Sending Send(const std::string& line) {
  const contract::AgencyContract& service = *contract::Contract::Get().FindAgencyByRole("programme");
  const auto* type = service.descriptor->file()->FindMessageTypeByName("PublishRequest");
  const auto* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
  std::unique_ptr<google::protobuf::Message> request(prototype->New());
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, request.get()).ok()) << line;
  const services::Caller caller{"spiffe://homeward.example/programme/gov", "programme", "gov"};
  return {service.agency, caller, request->SerializeAsString(), kNowUs};
}

TEST(Rules, CommittedFilesAreWhatTheirRowsSay) {
  auto files = rules::RenderRules(kRules);
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_GE(files->size(), kTopics);
  for (const auto& [name, content] : *files) {
    EXPECT_TRUE(ReadFile(absl::StrCat(kRules, "/", name)) == content)
        << "deploy/rules/vn/" << name << " is out of date; run: homeward_demo_generate --rules deploy/rules/vn";
  }
  for (const auto& entry : std::filesystem::directory_iterator(kRules)) {
    if (entry.path().extension() == ".jsonl") {
      EXPECT_EQ(files->count(entry.path().filename().string()), 1u) << entry.path() << " has no rows";
    }
  }
}

TEST(Rules, EveryRowIsAcceptedInTheOrderOfTheirNames) {
  auto files = rules::RenderRules(kRules);
  ASSERT_TRUE(files.ok()) << files.status();
  const std::string directory = ::testing::TempDir() + "/homeward-rules";
  std::filesystem::remove_all(directory);
  auto world = World::Open({directory, eventstore::PersonIds{{}}});
  ASSERT_TRUE(world.ok()) << world.status();
  uint64_t recorded = 0;
  for (const auto& [name, content] : *files) {
    for (const std::string& line : Lines(content)) {
      const Outcome outcome = (*world)->Publish(Send(line));
      EXPECT_EQ(outcome.details, "") << name << ": " << line;
      recorded += outcome.count;
    }
  }
  EXPECT_EQ((*world)->store().head().position.value, recorded);
  // Once more: nothing is recorded twice.
  for (const auto& [name, content] : *files) {
    for (const std::string& line : Lines(content)) EXPECT_TRUE((*world)->Publish(Send(line)).duplicate) << line;
  }
  EXPECT_EQ((*world)->store().head().position.value, recorded);
  world->reset();
  std::filesystem::remove_all(directory);
}

TEST(Rules, ARowThatIsAddedLeavesTheOthersAsTheyAre) {
  const std::string folder = ::testing::TempDir() + "/homeward-rules-added";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string head = "rules x Some rows\nstart 2016-01-01\nunit gov.01\n";
  const std::string row = "gov.01 @0 LegalRulePublished unit=days article=A effective_from=2016-01-01 ";
  const auto lines = [&](const std::string& rows) {
    std::ofstream(folder + "/x.rules") << head << rows;
    auto files = rules::RenderRules(folder);
    EXPECT_TRUE(files.ok()) << files.status();
    const std::vector<std::string> all = Lines(files->at("x.jsonl"));
    return std::set<std::string>(all.begin(), all.end());
  };
  const auto before = lines(row + "rule_code=a amount=1\n" + row + "rule_code=b amount=2\n");
  const auto after = lines(row + "rule_code=c amount=3\n" + row + "rule_code=a amount=1 as=old\n" + row +
                           "rule_code=b amount=2\n" + row + "rule_code=a amount=4 corrects=old because=wrong_date\n");
  EXPECT_EQ(before.size(), 2u);
  EXPECT_EQ(after.size(), 4u);
  for (const std::string& line : before) EXPECT_EQ(after.count(line), 1u) << line;
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace homeward::scenario
