// Checkpoints and verifier keys, line by line, against the parsers.
#include <string>

#include "eventstore/note/checkpoint.h"
#include "eventstore/note/note_key.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/naive_text.h"

namespace homeward::fuzz {
namespace {

bool NaiveCheckpoint(const std::string& text) {
  const auto points = NaiveCodePoints(text);
  if (!points) return false;
  for (const uint32_t point : *points) {
    if (point < 0x20 && point != '\n') return false;
  }
  std::vector<std::string> lines = Lines(text);
  if (!lines.back().empty()) return false;
  lines.pop_back();
  if (lines.size() < 3) return false;
  for (const std::string& line : lines) {
    if (line.empty()) return false;
  }
  if (lines[1].size() > 20 || lines[1].find_first_not_of("0123456789") != std::string::npos) return false;
  unsigned __int128 size = 0;
  for (const char c : lines[1]) size = size * 10 + static_cast<unsigned>(c - '0');
  if (size > UINT64_MAX || std::to_string(static_cast<uint64_t>(size)) != lines[1]) return false;
  const auto root = NaiveBase64(lines[2]);
  return root && root->size() == 32;
}

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto checkpoint = eventstore::LogCheckpoint::Parse(text);
  fuzz::Check(checkpoint.ok() == fuzz::NaiveCheckpoint(text), "a checkpoint that only one of the two readers takes");
  if (checkpoint.ok()) fuzz::Check(checkpoint->Text() == text, "a checkpoint that does not come back as it was");
  const auto key = eventstore::VerifierKey::Parse(text);
  if (key.ok()) fuzz::Check(key->Text() == text, "a key that does not come back as it was");
  const auto secret = eventstore::SigningKey::Parse(text);
  if (secret.ok()) fuzz::Check(secret->Text() == text, "a signing key that does not come back as it was");
  return 0;
}
