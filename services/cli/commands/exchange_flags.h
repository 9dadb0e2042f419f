// Flags that filter referrals and other exchanges, shared by the board, the inbox and the watch.
#ifndef HOMEWARD_SERVICES_CLI_COMMANDS_EXCHANGE_FLAGS_H_
#define HOMEWARD_SERVICES_CLI_COMMANDS_EXCHANGE_FLAGS_H_

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "homeward/coordination/v1/coordination.pb.h"

namespace homeward::cli {

struct ExchangeFlags {
  std::string of;
  std::string province;
  std::string direction;
  std::vector<std::string> states, kinds, overlays;
  bool overdue = false;
  bool closed = false;
};

void AddExchangeFlags(CLI::App& command, ExchangeFlags& flags);

coordination::v1::ExchangeFilter ToFilter(const ExchangeFlags& flags);

// "referral", "handover", …; unspecified for another word.
coordination::v1::ExchangeKind KindNamed(const std::string& name);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_COMMANDS_EXCHANGE_FLAGS_H_
