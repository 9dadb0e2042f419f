// What stands at the other end of stdout or stderr.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_TERMINAL_H_
#define HOMEWARD_SERVICES_CLI_RENDER_TERMINAL_H_

namespace homeward::cli {

inline constexpr int kColumnsUnlimited = 0;
inline constexpr int kColumnsFallback = 100;  // a terminal that does not say

struct Terminal {
  bool interactive = false;         // a person's terminal, not a pipe or file
  bool colour = false;              // escape sequences are welcome
  int columns = kColumnsUnlimited;  // 0: as wide as it gets
};

// Looks at the file descriptor, and at NO_COLOR, TERM and COLUMNS.
Terminal DetectTerminal(int descriptor);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_TERMINAL_H_
