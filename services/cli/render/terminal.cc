#include "services/cli/render/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace homeward::cli {
namespace {

constexpr int kColumnsMax = 10'000;

std::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

Terminal DetectTerminal(int descriptor) {
  Terminal terminal;
  terminal.interactive = isatty(descriptor) == 1;
  // COLUMNS counts for pipes too: `COLUMNS=80 homeward referrals | less`.
  const int wished = std::atoi(std::string(Environment("COLUMNS")).c_str());
  if (wished > 0 && wished <= kColumnsMax) terminal.columns = wished;
  if (!terminal.interactive) return terminal;
  terminal.colour = Environment("NO_COLOR").empty() && Environment("TERM") != "dumb";
  winsize size{};
  if (terminal.columns == kColumnsUnlimited) {
    const bool known = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    terminal.columns = known ? size.ws_col : kColumnsFallback;
  }
  return terminal;
}

}  // namespace homeward::cli
