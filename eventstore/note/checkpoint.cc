#include "eventstore/note/checkpoint.h"

#include <optional>
#include <set>
#include <utility>

#include "eventstore/bytes/sha256.h"
#include "eventstore/note/note_text.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError(contract::Cat("this is no checkpoint: ", what));
}

// Decimal, no leading zero, below 2^64.
std::optional<uint64_t> ParseSize(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  uint64_t size = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<uint64_t>(c - '0');
    if (size > (UINT64_MAX - digit) / 10) return std::nullopt;
    size = size * 10 + digit;
  }
  return size;
}

// Takes a line off the front; nothing if none is left or it has no newline.
std::optional<std::string_view> TakeLine(std::string_view* text) {
  const size_t end = text->find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string LogCheckpoint::Text() const {
  std::string text = contract::Cat(origin, "\n", size, "\n", ToBase64(AsBytes(root)), "\n");
  for (const std::string& line : extensions) text += line + "\n";
  return text;
}

absl::StatusOr<LogCheckpoint> LogCheckpoint::Parse(std::string_view text) {
  if (!IsNoteText(text)) return Malformed("it is not UTF-8, or holds a control character");
  const std::optional<std::string_view> origin = TakeLine(&text), size_line = TakeLine(&text), root = TakeLine(&text);
  if (!origin || !size_line || !root) return Malformed("it has fewer than three lines");
  if (origin->empty()) return Malformed("its origin is empty");
  const std::optional<uint64_t> size = ParseSize(*size_line);
  if (!size) return Malformed("its size is no decimal number");
  const std::optional<std::string> hash = FromBase64(*root);
  if (!hash || hash->size() != sizeof(Hash)) return Malformed("its root is not 32 bytes in base64");
  LogCheckpoint checkpoint{std::string(*origin), *size, HashFromBytes(*hash), {}};
  while (!text.empty()) {
    const std::optional<std::string_view> line = TakeLine(&text);
    if (!line || line->empty()) return Malformed("one of its lines is empty or has no end");
    checkpoint.extensions.emplace_back(*line);
  }
  return checkpoint;
}

absl::StatusOr<SignedCheckpoint> ParseCheckpoint(std::string_view bytes) {
  absl::StatusOr<SignedNote> note = ParseNote(bytes);
  if (!note.ok()) return note.status();
  absl::StatusOr<LogCheckpoint> checkpoint = LogCheckpoint::Parse(note->text);
  if (!checkpoint.ok()) return checkpoint.status();
  return SignedCheckpoint{*std::move(checkpoint), *std::move(note)};
}

absl::StatusOr<SignedCheckpoint> OpenCheckpoint(std::string_view bytes, const VerifierKey& log) {
  absl::StatusOr<SignedCheckpoint> opened = ParseCheckpoint(bytes);
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<std::vector<Signed>> by = VerifyNote(opened->note, {&log, 1});
  if (!by.ok()) return absl::PermissionDeniedError(by.status().message());
  if (by->empty()) return absl::PermissionDeniedError(contract::Cat("the checkpoint is not signed by ", log.name));
  if (opened->checkpoint.origin != log.name) {
    return absl::PermissionDeniedError(
        contract::Cat("the checkpoint is of ", opened->checkpoint.origin, ", the key of ", log.name));
  }
  return opened;
}

absl::StatusOr<int> CountWitnesses(const SignedNote& note, absl::Span<const VerifierKey> witnesses) {
  const absl::StatusOr<std::vector<Signed>> by = VerifyNote(note, witnesses);
  if (!by.ok()) return by.status();
  std::set<std::string> keys;
  for (const Signed& s : *by) keys.insert(s.by->public_key);
  return static_cast<int>(keys.size());
}

}  // namespace homeward::eventstore
