#include "services/cli/help_format.h"

#include "absl/strings/str_join.h"
#include "services/cli/render/text_width.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

constexpr size_t kHelpColumn = 32;       // where descriptions begin
constexpr int kDescriptionColumns = 80;  // and how wide they are

}  // namespace

HelpFormat::HelpFormat() { column_width(kHelpColumn); }

std::string HelpFormat::make_option_opts(const CLI::Option* option) const {
  if (option->get_expected_max() == 0 || option->get_positional()) return "";  // a flag; a name that speaks for itself
  return Cat(" ", option->get_type_name().empty() ? "VALUE" : option->get_type_name());
}

std::string HelpFormat::make_option_desc(const CLI::Option* option) const {
  std::string description = option->get_description();
  if (!option->get_default_str().empty()) description += Cat(" [", option->get_default_str(), "]");
  if (!option->get_envname().empty()) description += Cat(" (or ", option->get_envname(), ")");
  if (option->get_required()) description += " (required)";
  return absl::StrJoin(WrapText(description, kDescriptionColumns), "\n");
}

std::string HelpFormat::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = Cat("Usage: ", name);
  if (app->get_parent() != nullptr && name.find(' ') == std::string::npos) usage = Cat("Usage: homeward ", name);
  const std::string of_commands = Cat(usage, " COMMAND [FLAGS]\n");
  const bool has_commands = !app->get_subcommands(nullptr).empty();
  if (has_commands && app->get_require_subcommand_min() > 0) return of_commands;
  for (const CLI::Option* option : app->get_options()) {
    if (!option->get_positional()) continue;
    usage += option->get_required() ? Cat(" ", option->get_name(true)) : Cat(" [", option->get_name(true), "]");
  }
  return Cat(usage, " [FLAGS]\n", has_commands ? Cat("       ", of_commands.substr(7)) : "");  // under the first
}

std::string HelpFormat::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  if (mode == CLI::AppFormatMode::Sub) return make_expanded(app);
  std::string help = Cat(app->get_description(), "\n\n", make_usage(app, name));
  for (const bool positional : {true, false}) {
    for (const std::string& group : app->get_groups()) {
      std::string lines;
      for (const CLI::Option* option : app->get_options()) {
        const bool here =
            positional ? option->get_positional() : option->nonpositional() && option->get_group() == group;
        if (here) lines += make_option(option, positional);
      }
      if (!lines.empty())
        help += Cat("\n", positional ? "Arguments" : group == "Options" ? "Flags" : group, ":\n", lines);
      if (positional) break;  // arguments belong to no group
    }
  }
  const std::vector<const CLI::App*> commands = app->get_subcommands([](const CLI::App*) { return true; });
  if (!commands.empty()) help += "\nCommands:\n";
  for (const CLI::App* command : commands) help += make_subcommand(command);
  return help + app->get_footer();
}

}  // namespace homeward::cli
