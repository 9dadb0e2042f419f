// The flags of `homeward serve`: each stands for one field of homeward.config.v1.Config and wins over the
// file.
#ifndef HOMEWARD_SERVICES_CLI_COMMANDS_SERVE_FLAGS_H_
#define HOMEWARD_SERVICES_CLI_COMMANDS_SERVE_FLAGS_H_

#include <functional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "services/server/config.h"

namespace homeward::cli {

// Not thread-safe. Must live from the parse to the run.
class ServeFlags {
 public:
  std::string config_file;
  bool print_config = false;
  bool check = false;

  void AddTo(CLI::App& command);

  // Sets the fields whose flags were given.
  void ApplyTo(services::Config* config) const;

 private:
  using Set = std::function<void(services::Config*)>;

  // A flag whose value is set into the config if it is given.
  void AddText(CLI::App& command, const char* name, const char* field, const char* description,
               const char* type, const char* group);
  // Every time it is given adds one.
  void AddTexts(CLI::App& command, const char* name, const char* field, const char* description,
                const char* type, const char* group);
  void AddNumber(CLI::App& command, const char* name, const char* field, const char* description,
                 const char* type, const char* group);
  void AddSwitch(CLI::App& command, const char* name, const char* field, const char* description,
                 const char* group);

  std::string tls_directory_;
  std::vector<Set> set_;  // in the order in which the flags came
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_COMMANDS_SERVE_FLAGS_H_
