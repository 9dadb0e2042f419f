// UTF-8 (RFC 3629), read strictly.
#ifndef HOMEWARD_EVENTSTORE_BYTES_UTF8_H_
#define HOMEWARD_EVENTSTORE_BYTES_UTF8_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace homeward::eventstore {

// Takes one code point off the front of `text`, which is not empty. Nothing if it is malformed, overlong, a surrogate
// or beyond U+10FFFF. Any thread, as below.
std::optional<uint32_t> TakeCodePoint(std::string_view* text);

bool IsUtf8(std::string_view text);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_BYTES_UTF8_H_
