// How many columns of a terminal a text takes, and making it fit: Vietnamese marks may be composed or
// combining, other scripts may be two columns wide. Pure functions on UTF-8; a broken byte counts as one
// column.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_TEXT_WIDTH_H_
#define HOMEWARD_SERVICES_CLI_RENDER_TEXT_WIDTH_H_

#include <string>
#include <string_view>
#include <vector>

namespace homeward::cli {

// Columns that the text takes; it must hold no escape sequences.
int TextWidth(std::string_view text);

// The text, cut to at most `columns` with "…" as the last one if it was longer.
std::string FitText(std::string_view text, int columns);

// Padded with spaces to `columns`; unchanged if longer.
std::string PadRight(std::string_view text, int columns);
std::string PadLeft(std::string_view text, int columns);

// Broken between words into lines of at most `columns`; a longer word stands alone on its line.
std::vector<std::string> WrapText(std::string_view text, int columns);

// Without control characters: what a server sends must not steer the terminal.
std::string CleanText(std::string_view text);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_TEXT_WIDTH_H_
