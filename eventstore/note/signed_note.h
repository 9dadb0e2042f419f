// C2SP signed notes: a text, a blank line, and lines that sign it.
//
//   absl::StatusOr<SignedNote> note = ParseNote(bytes);
//   note->signatures.push_back(*key.Sign(note->text));
//   absl::StatusOr<std::vector<Signed>> by = VerifyNote(*note, keys);
#ifndef HOMEWARD_EVENTSTORE_NOTE_SIGNED_NOTE_H_
#define HOMEWARD_EVENTSTORE_NOTE_SIGNED_NOTE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/note/note_key.h"

namespace homeward::eventstore {

// Plain data. Nobody may use the text before VerifyNote.
struct SignedNote {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;

  std::string Bytes() const;
};

// INVALID_ARGUMENT unless the bytes are exactly a signed note; RESOURCE_EXHAUSTED beyond kNoteBytes, kNoteSignatures.
// Checks no signature. Thread-safe, as all here.
absl::StatusOr<SignedNote> ParseNote(std::string_view bytes);

// A key that signed the note.
struct Signed {
  const VerifierKey* by = nullptr;  // one of those given
  uint64_t timestamp = 0;           // of a cosignature, seconds since 1970; else 0
};

// Which of `keys` signed the note, each once, in the order of its lines; unknown keys are passed over. INVALID_ARGUMENT
// if a signature in the name of a known key is not its own. Empty if none of them signed: then the text is nobody's.
absl::StatusOr<std::vector<Signed>> VerifyNote(const SignedNote& note, absl::Span<const VerifierKey> keys);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_NOTE_SIGNED_NOTE_H_
