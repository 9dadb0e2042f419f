// HMAC-SHA-256 (RFC 2104).
#ifndef HOMEWARD_EVENTSTORE_BYTES_HMAC_H_
#define HOMEWARD_EVENTSTORE_BYTES_HMAC_H_

#include <string_view>

#include "eventstore/types.h"

namespace homeward::eventstore {

// `key`: of any length. Thread-safe.
Hash HmacSha256(std::string_view key, std::string_view message);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_BYTES_HMAC_H_
