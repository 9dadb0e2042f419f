#include "eventstore/note/signed_note.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "eventstore/limits.h"
#include "eventstore/note/note_text.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space
constexpr size_t kIdBytes = 4;

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError(contract::Cat("this is no signed note: ", what));
}

// A line without its newline.
std::optional<NoteSignature> ParseLine(std::string_view line) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos || !IsKeyName(line.substr(0, space))) return std::nullopt;
  const std::optional<std::string> bytes = FromBase64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kIdBytes) return std::nullopt;
  const auto id = static_cast<uint32_t>(ReadBe64(*bytes + std::string(kIdBytes, '\0')) >> 32);
  return NoteSignature{std::string(line.substr(0, space)), id, bytes->substr(kIdBytes)};
}

}  // namespace

std::string SignedNote::Bytes() const {
  std::string out = text + "\n";
  for (const NoteSignature& signature : signatures) {
    std::string bytes;
    AppendBe32(signature.key_id, &bytes);
    bytes += signature.bytes;
    out += contract::Cat(kDash, signature.key_name, " ", ToBase64(bytes), "\n");
  }
  return out;
}

absl::StatusOr<SignedNote> ParseNote(std::string_view bytes) {
  if (bytes.size() > kNoteBytes) {
    return absl::ResourceExhaustedError(contract::Cat("a signed note has at most ", kNoteBytes, " bytes"));
  }
  if (!IsNoteText(bytes)) return Malformed("it is not UTF-8, or holds a control character");
  const size_t blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos) return Malformed("no blank line stands before its signatures");
  SignedNote note;
  note.text = bytes.substr(0, blank + 1);
  std::string_view rest = bytes.substr(blank + 2);
  if (!rest.ends_with('\n')) return Malformed("it does not end in a line that signs it");
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    std::optional<NoteSignature> signature = ParseLine(rest.substr(0, end));
    if (!signature) return Malformed("a line under it is no signature");
    if (note.signatures.size() == kNoteSignatures) {
      return absl::ResourceExhaustedError(contract::Cat("a signed note has at most ", kNoteSignatures, " signatures"));
    }
    note.signatures.push_back(*std::move(signature));
    rest.remove_prefix(end + 1);
  }
  return note;
}

absl::StatusOr<std::vector<Signed>> VerifyNote(const SignedNote& note, absl::Span<const VerifierKey> keys) {
  std::vector<Signed> signed_by;
  for (const NoteSignature& signature : note.signatures) {
    for (const VerifierKey& key : keys) {
      if (!key.Matches(signature)) continue;
      if (!key.Verify(note.text, signature)) {
        return absl::InvalidArgumentError(contract::Cat("the signature in the name of ", key.name, " is not its own"));
      }
      const bool known = std::any_of(signed_by.begin(), signed_by.end(), [&](const Signed& s) { return s.by == &key; });
      const bool cosigned = key.purpose == KeyPurpose::kCosignature;
      if (!known) signed_by.push_back({&key, cosigned ? CosignatureTime(signature) : 0});
    }
  }
  return signed_by;
}

}  // namespace homeward::eventstore
