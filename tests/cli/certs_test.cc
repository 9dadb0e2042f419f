#include "services/cli/certs.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "services/cli/dev_certs.h"

namespace homeward::cli {
namespace {

namespace fs = std::filesystem;

class DevCerts : public ::testing::Test {
 protected:
  DevCerts() {
    std::string pattern = (fs::temp_directory_path() / "homeward-certs-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    options_.directory = folder_ / "pki";
  }
  ~DevCerts() override { fs::remove_all(folder_); }

  std::string Read(const std::string& name) const {
    std::ifstream file(folder_ / "pki" / name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  mode_t Mode(const std::string& name) const {
    struct stat facts {};
    stat((folder_ / "pki" / name).c_str(), &facts);
    return facts.st_mode & 0777;
  }

  fs::path folder_;
  DevCertsOptions options_;
};

TEST_F(DevCerts, GiveEachRoleItsSpiffeId) {
  ASSERT_TRUE(WriteDevCerts(options_).ok());
  EXPECT_EQ(*SpiffeIdOf(Read("labour.pem")), "spiffe://homeward.example/labour/soc");
  EXPECT_EQ(*SpiffeIdOf(Read("auditor.pem")), "spiffe://homeward.example/auditor/aud");
  EXPECT_EQ(*SpiffeIdOf(Read("coordinator.pem")), "spiffe://homeward.example/coordinator/crd");
  EXPECT_TRUE(absl::IsNotFound(SpiffeIdOf(Read("server.pem")).status()));
}

TEST_F(DevCerts, KeepKeysToTheirOwner) {
  ASSERT_TRUE(WriteDevCerts(options_).ok());
  for (const char* name : {"ca.key", "server.key", "police.key", "auditor.key"})
    EXPECT_EQ(Mode(name), 0600u) << name;
}

TEST_F(DevCerts, NeverOverwriteUnasked) {
  ASSERT_TRUE(WriteDevCerts(options_).ok());
  const std::string before = Read("police.pem");
  EXPECT_TRUE(absl::IsAlreadyExists(WriteDevCerts(options_).status()));
  EXPECT_EQ(Read("police.pem"), before);
  options_.force = true;
  EXPECT_TRUE(WriteDevCerts(options_).ok());
  EXPECT_NE(Read("police.pem"), before);
}

TEST_F(DevCerts, NarrowARoleToAUnitOfItsOwn) {
  options_.units["labour"] = "soc.01";
  ASSERT_TRUE(WriteDevCerts(options_).ok());
  EXPECT_EQ(*SpiffeIdOf(Read("labour.pem")), "spiffe://homeward.example/labour/soc.01");
}

TEST_F(DevCerts, RefuseAForeignUnitBeforeWriting) {
  options_.units["labour"] = "pol.01";
  EXPECT_TRUE(absl::IsInvalidArgument(WriteDevCerts(options_).status()));
  options_.units = {{"ministry", "soc.01"}};
  EXPECT_TRUE(absl::IsInvalidArgument(WriteDevCerts(options_).status()));
  options_.units = {{"labour", "society"}};  // begins alike, is not below it
  EXPECT_TRUE(absl::IsInvalidArgument(WriteDevCerts(options_).status()));
  EXPECT_FALSE(fs::exists(folder_ / "pki"));
}

TEST(Certs, SayWhatIsNoCertificate) {
  EXPECT_TRUE(absl::IsInvalidArgument(SpiffeIdOf("nonsense").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(IssueCertificate({"no", "pem"}, {.common_name = "x"}).status()));
  const auto authority = MakeAuthority("test", ValidForDays(1));
  ASSERT_TRUE(authority.ok());
  EXPECT_FALSE(IssueCertificate(*authority, {.common_name = "x", .ip_addresses = {"not an address"}}).ok());
}

}  // namespace
}  // namespace homeward::cli
