// How --help lays out flags: name, value, what for; then default, environment and whether required.
#ifndef HOMEWARD_SERVICES_CLI_HELP_FORMAT_H_
#define HOMEWARD_SERVICES_CLI_HELP_FORMAT_H_

#include <string>

#include "CLI/CLI.hpp"

namespace homeward::cli {

class HelpFormat : public CLI::Formatter {
 public:
  HelpFormat();
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_HELP_FORMAT_H_
