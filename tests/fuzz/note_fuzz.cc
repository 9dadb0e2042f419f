// Signed notes, line by line, against the parser.
#include <algorithm>

#include "eventstore/limits.h"
#include "eventstore/note/signed_note.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/naive_text.h"

namespace homeward::fuzz {
namespace {

bool NaiveName(const std::string& name) {
  constexpr uint32_t kSpaces[] = {0x20,   0x85,   0xa0,   0x1680, 0x2000, 0x2001, 0x2002,
                                  0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009,
                                  0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, '+'};
  const auto points = NaiveCodePoints(name);
  return points && !points->empty() && std::none_of(points->begin(), points->end(), [&](uint32_t point) {
           return point < 0x20 || std::find(std::begin(kSpaces), std::end(kSpaces), point) != std::end(kSpaces);
         });
}

bool NaiveNote(const std::string& bytes) {
  const auto points = NaiveCodePoints(bytes);
  if (!points || bytes.size() > eventstore::kNoteBytes) return false;
  for (const uint32_t point : *points) {
    if (point < 0x20 && point != '\n') return false;
  }
  std::vector<std::string> lines = Lines(bytes);
  if (!lines.back().empty()) return false;
  lines.pop_back();
  size_t signatures = 0;
  for (; !lines.empty() && !lines.back().empty(); lines.pop_back(), ++signatures) {
    const std::string& line = lines.back();
    if (line.rfind("\xe2\x80\x94 ", 0) != 0) return false;
    const size_t space = line.find(' ', 4);
    if (space == std::string::npos || !NaiveName(line.substr(4, space - 4))) return false;
    const auto signature = NaiveBase64(line.substr(space + 1));
    if (!signature || signature->size() < 5) return false;
  }
  return signatures > 0 && signatures <= eventstore::kNoteSignatures && lines.size() > 1;  // a blank line, a text
}

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto note = eventstore::ParseNote(bytes);
  fuzz::Check(note.ok() == fuzz::NaiveNote(bytes), "a note that only one of the two readers takes");
  if (note.ok()) fuzz::Check(note->Bytes() == bytes, "a note that does not come back as it was");
  return 0;
}
