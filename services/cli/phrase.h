// A text in the two languages of the command line. There is no key that could be missing: the phrase is the
// text.
#ifndef HOMEWARD_SERVICES_CLI_PHRASE_H_
#define HOMEWARD_SERVICES_CLI_PHRASE_H_

#include <string_view>

namespace homeward::cli {

enum class Language { kEnglish, kVietnamese };

struct Phrase {
  std::string_view en;
  std::string_view vi;

  constexpr std::string_view In(Language language) const {
    return language == Language::kVietnamese ? vi : en;
  }
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_PHRASE_H_
