#include "services/cli/flags.h"

#include <map>

#include "services/cli/text.h"

namespace homeward::cli {

void AddOutputFlags(CLI::App& command, Session& session) {
  command
      .add_option("-o,--output", session.output,
                  "Form of the answer: table (for people) or json (for programs)")
      ->check(CLI::IsMember({"table", "json"}).description(""))
      ->type_name("table|json")
      ->group("Output");
  static const std::map<std::string, Language> kLanguages = {{"en", Language::kEnglish},
                                                             {"vi", Language::kVietnamese}};
  command.add_option("--lang", session.language, "Language of labels and headings")
      ->transform(CLI::CheckedTransformer(kLanguages).description(""))
      ->envname("HOMEWARD_LANG")
      ->type_name("en|vi")
      ->group("Output");
  command.add_flag("--wide", session.wide, "Cut nothing to the terminal's width, show whole ids")
      ->group("Output");
}

void AddExamples(CLI::App& command, std::string_view examples) {
  command.footer(Cat("\nExamples:\n", examples, "\n"));
}

}  // namespace homeward::cli
