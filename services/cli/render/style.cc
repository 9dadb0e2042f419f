#include "services/cli/render/style.h"

#include "services/cli/text.h"

namespace homeward::cli {
namespace {

std::string_view Sequence(Tone tone) {
  switch (tone) {
    case Tone::kPlain: return "";
    case Tone::kStrong: return "\x1b[1m";
    case Tone::kDim: return "\x1b[2m";
    case Tone::kGood: return "\x1b[32m";
    case Tone::kNotice: return "\x1b[33m";
    case Tone::kBad: return "\x1b[31m";
    case Tone::kAccent: return "\x1b[36m";
    case Tone::kStruck: return "\x1b[9;2m";
  }
  return "";
}

}  // namespace

std::string Paint(std::string_view text, Tone tone, bool colour) {
  if (text.empty() || tone == Tone::kPlain) return std::string(text);
  if (!colour) return tone == Tone::kStruck ? Cat("~~", text, "~~") : std::string(text);
  return Cat(Sequence(tone), text, "\x1b[0m");
}

}  // namespace homeward::cli
