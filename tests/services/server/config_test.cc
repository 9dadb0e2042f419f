// The configuration says no to what it does not know and to what would be unsafe unasked.
#include "services/server/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace homeward::services {
namespace {

using ::testing::HasSubstr;

Config Good() {
  Config config;
  config.set_data_directory("/nowhere");
  config.mutable_tls()->set_certificate("a");
  config.mutable_tls()->set_key("b");
  config.mutable_tls()->set_client_ca("c");
  return WithDefaults(config);
}

std::string Complaint(const Config& config) { return std::string(CheckConfig(config).message()); }

TEST(Config, ReadsTextFormat) {
  const auto config = ParseConfig("data_directory: '/srv'  tls { key: 'k' }  # a comment\nlog_level: LOG_LEVEL_DEBUG");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->data_directory(), "/srv");
  EXPECT_EQ(config->tls().key(), "k");
  EXPECT_EQ(WithDefaults(*config).listen(), "127.0.0.1:7443");
  EXPECT_EQ(WithDefaults(*config).log_level(), config::v1::LOG_LEVEL_DEBUG);
}

TEST(Config, AnUnknownFieldIsAnErrorWithItsPlace) {
  const auto config = ParseConfig("listen: 'localhost:1'\nlistn: 'x'");
  ASSERT_FALSE(config.ok());
  EXPECT_THAT(std::string(config.status().message()), HasSubstr("line 2"));
  EXPECT_THAT(std::string(config.status().message()), HasSubstr("listn"));
}

TEST(Config, NamesWhatIsMissing) {
  EXPECT_TRUE(CheckConfig(Good()).ok());
  Config config = Good();
  config.clear_data_directory();
  EXPECT_THAT(Complaint(config), HasSubstr("data_directory"));
  config = Good();
  config.mutable_tls()->clear_client_ca();
  EXPECT_THAT(Complaint(config), HasSubstr("tls.client_ca"));
}

TEST(Config, StaysOnLoopbackUnlessToldOtherwise) {
  Config config = Good();
  for (const char* address : {"0.0.0.0:7443", "192.0.2.1:7443", "[::]:7443", "server.example:7443"}) {
    config.set_listen(address);
    EXPECT_THAT(Complaint(config), HasSubstr("unsafe_listen_beyond_loopback")) << address;
  }
  config.set_unsafe_listen_beyond_loopback(true);
  EXPECT_TRUE(CheckConfig(config).ok());
  config.set_unsafe_plaintext(true);
  EXPECT_THAT(Complaint(config), HasSubstr("unsafe_plaintext"));
}

TEST(Config, KnowsLoopback) {
  for (const char* host : {"127.0.0.1", "127.9.9.9", "::1", "localhost"}) EXPECT_TRUE(IsLoopback(host)) << host;
  for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "localhost.example", ""}) EXPECT_FALSE(IsLoopback(host));
}

TEST(Config, SplitsAddresses) {
  EXPECT_EQ(SplitHostPort("[::1]:80")->host, "::1");
  EXPECT_EQ(SplitHostPort("localhost:0")->port, 0);
  for (const char* address : {"", "localhost", ":80", "localhost:x", "localhost:70000", "localhost:-1"}) {
    EXPECT_FALSE(SplitHostPort(address).ok()) << address;
  }
}

}  // namespace
}  // namespace homeward::services
