// Tones of text: escape sequences on a terminal, plain text elsewhere.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_STYLE_H_
#define HOMEWARD_SERVICES_CLI_RENDER_STYLE_H_

#include <string>
#include <string_view>

namespace homeward::cli {

enum class Tone {
  kPlain,
  kStrong,  // headings
  kDim,     // ids, ages, what is of less weight
  kGood,    // completed, confirmed
  kNotice,  // open, awaiting
  kBad,     // overdue, conflict, failed
  kAccent,  // lanes, names of events
  kStruck,  // replaced or withdrawn: struck through, or ~~so~~ without colour
};

// Painted if `colour`; never changes how many columns the text takes, save kStruck without colour (two tildes
// on each side, so that a corrected event can never be mistaken for a valid one in a pipe).
std::string Paint(std::string_view text, Tone tone, bool colour);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_STYLE_H_
