// Pick-list values of the standard against codes of the contract. Where the two do not divide the world alike, a value
// goes one way only: what is written is never more than what was recorded.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_PICKS_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_PICKS_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace homeward::cli::htcds {

enum class Way { kBoth, kWritten, kRead };

struct Pick {
  std::string_view field;
  std::string_view value;  // the standard's
  std::string_view code;   // ours; empty: says nothing
  Way way;
};

// By field. Any thread, as below.
std::span<const Pick> Picks();

// What is written for a code; empty if the standard has no word for it.
std::string_view Written(std::string_view field, std::string_view code);

// The code that a value is read as; nothing if it is not one that can be read.
std::optional<std::string_view> Read(std::string_view field, std::string_view value);

// The values that can be read, for messages: "Feminine, Masculine".
std::string Readable(std::string_view field);

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_PICKS_H_
