// The command line as a whole: its help word for word, its exit codes, what goes where.
//
// HOMEWARD_UPDATE_GOLDEN=1 writes the help texts anew; look at the difference before committing it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/cli/cli.h"

namespace homeward::cli {
namespace {

struct Said {
  ExitCode exit;
  std::string out, err;
};

Said Type(const std::vector<std::string>& arguments, Terminal terminal = {}) {
  for (const char* name : {"HOMEWARD_SERVER", "HOMEWARD_IDENTITY", "HOMEWARD_LANG"}) unsetenv(name);
  std::ostringstream out, err;
  Session session(out, err, terminal, terminal);
  const ExitCode exit = Run(arguments, session);
  return {exit, out.str(), err.str()};
}

const std::vector<std::vector<std::string>>& Commands() {
  static const auto* commands = new std::vector<std::vector<std::string>>{
      {},         {"serve"},          {"publish"}, {"referrals"}, {"inbox"},        {"indicators"},
      {"report"}, {"diff"},           {"why"},     {"case"},      {"victim"},       {"watch"},
      {"replay"}, {"checkpoint"},     {"prove"},   {"witness"},   {"export"},       {"verify"},
      {"status"}, {"rebuild"},        {"events"},  {"dev-certs"}, {"watch", "log"}, {"watch", "victim"},
      {"keygen"}, {"prove-omission"}, {"backup"},  {"check"},     {"restore"},
      {"export", "htcds"}, {"import"}, {"import", "htcds"},
      {"today"},  {"overdue"},        {"changes"}};
  return *commands;
}

std::string GoldenPath(const std::vector<std::string>& command) {
  std::string name = "homeward";
  for (const std::string& word : command) name += "_" + word;
  return std::string(HOMEWARD_SOURCE_DIR) + "/tests/cli/golden/" + name + ".txt";
}

TEST(CommandLine, HelpIsAsItWasAgreed) {
  for (const std::vector<std::string>& command : Commands()) {
    std::vector<std::string> arguments = command;
    arguments.push_back("--help");
    const Said said = Type(arguments);
    EXPECT_EQ(said.exit, kExitOk);
    EXPECT_EQ(said.err, "");
    if (std::getenv("HOMEWARD_UPDATE_GOLDEN") != nullptr) std::ofstream(GoldenPath(command)) << said.out;
    std::ifstream file(GoldenPath(command));
    std::ostringstream golden;
    golden << file.rdbuf();
    EXPECT_EQ(said.out, golden.str()) << GoldenPath(command);
  }
}

TEST(CommandLine, EveryCommandShowsExamples) {
  for (const std::vector<std::string>& command : Commands()) {
    if (command.empty()) continue;
    std::vector<std::string> arguments = command;
    arguments.push_back("--help");
    EXPECT_NE(Type(arguments).out.find("\nExamples:\n  homeward "), std::string::npos) << command.front();
  }
}

TEST(CommandLine, NothingTypedIsAQuestionForHelp) {
  const Said said = Type({});
  EXPECT_EQ(said.exit, kExitOk);
  EXPECT_EQ(said.out, Type({"--help"}).out);
}

TEST(CommandLine, MistypedWordsAreGuessed) {
  const Said said = Type({"refferals"});
  EXPECT_EQ(said.exit, kExitUsage);
  EXPECT_EQ(said.out, "");
  EXPECT_NE(said.err.find("Did you mean 'homeward referrals'?"), std::string::npos) << said.err;
  EXPECT_NE(Type({"events", "ReferalSent"}).err.find("Did you mean ReferralSent?"), std::string::npos);
}

TEST(CommandLine, UsageErrorsEndWithTwo) {
  EXPECT_EQ(Type({"victim"}).exit, kExitUsage);
  EXPECT_EQ(Type({"publish"}).exit, kExitUsage);
  EXPECT_EQ(Type({"events", "--output", "yaml"}).exit, kExitUsage);
  EXPECT_EQ(Type({"events", "--lang", "fr"}).exit, kExitUsage);
  EXPECT_EQ(Type({"referrals", "--no-such-flag"}).exit, kExitUsage);
  EXPECT_EQ(Type({"publish", "--in-flight", "0", "-"}).exit, kExitUsage);
  EXPECT_EQ(Type({"status"}).exit, kExitUsage);            // no certificate named
  EXPECT_EQ(Type({"serve", "--check"}).exit, kExitUsage);  // no data directory
  EXPECT_EQ(Type({"export"}).exit, kExitUsage);
  EXPECT_EQ(Type({"export", "htcds"}).exit, kExitUsage);  // nobody named
  EXPECT_EQ(Type({"import", "htcds", "x.csv"}).exit, kExitUsage);
  EXPECT_EQ(Type({"import", "htcds", "x.csv", "--unit", "soc.01", "--province", "01", "--date", "2026-01-01",
                  "--age-band", "old"})
                .exit,
            kExitUsage);
}

TEST(CommandLine, MissingFilesEndWithOne) {
  EXPECT_EQ(Type({"status", "--identity", "/nonexistent/police"}).exit, kExitFailure);
}

TEST(CommandLine, ErrorsAreJsonWhereAsked) {
  const Said said = Type({"status", "--output", "json"});
  EXPECT_EQ(said.err.rfind(R"({"error":{"exitCode":2,"reason":"USAGE","message":)", 0), 0u) << said.err;
}

TEST(CommandLine, NobodyAnsweringEndsWithFive) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "homeward-cli-unreachable";
  std::filesystem::remove_all(folder);
  ASSERT_EQ(Type({"dev-certs", folder.string()}).exit, kExitOk);
  const Said said = Type({"status", "--server", "127.0.0.1:1", "--identity", (folder / "auditor").string()});
  EXPECT_EQ(said.exit, kExitUnreachable);
  EXPECT_EQ(said.out, "");
  EXPECT_EQ(Type({"dev-certs", folder.string()}).exit, kExitRefused);  // there already
  std::filesystem::remove_all(folder);
}

TEST(CommandLine, FlagsWinOverTheConfigurationFile) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "homeward-cli.conf";
  std::ofstream(file) << "data_directory: \"/from/the/file\"\nlisten: \"127.0.0.1:1111\"\nstrict_witness: true\n";
  const Said said = Type({"serve", "--config", file.string(), "--listen", "127.0.0.1:2222", "--print-config"});
  std::filesystem::remove(file);
  EXPECT_EQ(said.exit, kExitOk) << said.err;
  EXPECT_NE(said.out.find("data_directory: \"/from/the/file\""), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("listen: \"127.0.0.1:2222\""), std::string::npos);
  EXPECT_NE(said.out.find("strict_witness: true"), std::string::npos);
}

TEST(CommandLine, UnknownConfigurationIsRefused) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "homeward-cli-unknown.conf";
  std::ofstream(file) << "colour: \"blue\"\n";
  EXPECT_EQ(Type({"serve", "--config", file.string(), "--print-config"}).exit, kExitUsage);
  std::filesystem::remove(file);
}

TEST(CommandLine, ColoursStandOnTerminalsOnly) {
  EXPECT_EQ(Type({"events"}).out.find('\x1b'), std::string::npos);
  EXPECT_NE(Type({"events"}, {.interactive = true, .colour = true, .columns = 100}).out.find('\x1b'),
            std::string::npos);
}

TEST(CommandLine, SpeaksVietnamese) {
  EXPECT_NE(Type({"events", "--lang", "vi"}).out.find("Đã chuyển gửi"), std::string::npos);
}

}  // namespace
}  // namespace homeward::cli
