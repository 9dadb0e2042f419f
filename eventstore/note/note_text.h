// The alphabets of signed notes: UTF-8 without control characters, names without spaces, and base64 in its one
// canonical form, so that no note can be written in two ways.
#ifndef HOMEWARD_EVENTSTORE_NOTE_NOTE_TEXT_H_
#define HOMEWARD_EVENTSTORE_NOTE_NOTE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace homeward::eventstore {

// Valid UTF-8 without control characters below U+0020, other than newline.
bool IsNoteText(std::string_view text);

// A key's name: valid UTF-8, not empty, no Unicode space, no plus sign, no control character.
bool IsKeyName(std::string_view name);

std::string ToBase64(std::string_view bytes);

// Standard alphabet, padded, nothing else in between, no bits left over.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_NOTE_NOTE_TEXT_H_
