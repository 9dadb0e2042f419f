// C2SP checkpoints: what a log says of itself at one size, signed by it and cosigned by witnesses.
//
//   absl::StatusOr<SignedCheckpoint> checkpoint = OpenCheckpoint(bytes, log_key);   // the log's own, or an error
//   CountWitnesses(checkpoint->note, witness_keys)
#ifndef HOMEWARD_EVENTSTORE_NOTE_CHECKPOINT_H_
#define HOMEWARD_EVENTSTORE_NOTE_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/note/note_key.h"
#include "eventstore/note/signed_note.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// The text of the note. Plain data.
struct LogCheckpoint {
  std::string origin;  // who the log is: the name of its key
  uint64_t size = 0;   // leaves; the last position
  Hash root{};
  std::vector<std::string> extensions;  // further lines, none empty; we write none

  std::string Text() const;
  // INVALID_ARGUMENT unless the text is exactly a checkpoint's.
  static absl::StatusOr<LogCheckpoint> Parse(std::string_view text);

  bool operator==(const LogCheckpoint&) const = default;
};

struct SignedCheckpoint {
  LogCheckpoint checkpoint;
  SignedNote note;  // checkpoint.Text() and who signed it
};

// Well-formed, checked by nobody: INVALID_ARGUMENT, RESOURCE_EXHAUSTED as ParseNote.
absl::StatusOr<SignedCheckpoint> ParseCheckpoint(std::string_view bytes);

// The checkpoint of the log whose key this is. Errors as ParseCheckpoint; PERMISSION_DENIED if the log did not sign it,
// or if it names another origin.
absl::StatusOr<SignedCheckpoint> OpenCheckpoint(std::string_view bytes, const VerifierKey& log);

// How many of the witnesses cosigned: different public keys, under whatever names. INVALID_ARGUMENT if a cosignature in
// the name of one of them is not its own.
absl::StatusOr<int> CountWitnesses(const SignedNote& note, absl::Span<const VerifierKey> witnesses);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_NOTE_CHECKPOINT_H_
