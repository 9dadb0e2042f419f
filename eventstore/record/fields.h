// Fields of a message that is written without being made, as a serializer writes them: what is 0 or empty is left out.
#ifndef HOMEWARD_EVENTSTORE_RECORD_FIELDS_H_
#define HOMEWARD_EVENTSTORE_RECORD_FIELDS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "proto/contract/wire.h"

namespace homeward::eventstore {

inline void AppendNumber(uint32_t field, uint64_t value, std::string* out) {
  if (value != 0) contract::AppendVarintField(field, value, out);
}

inline void AppendText(uint32_t field, std::string_view text, std::string* out) {
  if (!text.empty()) contract::AppendLengthDelimited(field, text, out);
}

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_FIELDS_H_
