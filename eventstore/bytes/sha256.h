// SHA-256, incremental. Only this floor names the library that does it.
//
//   Hash h = Sha256().Frame(client).Frame(server).Finish();
#ifndef HOMEWARD_EVENTSTORE_BYTES_SHA256_H_
#define HOMEWARD_EVENTSTORE_BYTES_SHA256_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "eventstore/types.h"

namespace homeward::eventstore {

// One thread at a time; used once. A copy goes on from where the original stood.
class Sha256 {
 public:
  Sha256();

  Sha256& Raw(std::string_view bytes);
  Sha256& Raw(const Hash& hash);
  Sha256& Byte(uint8_t byte);
  Sha256& Be32(uint32_t number);

  // be32(length) and the bytes, so that no two lists of strings hash alike.
  Sha256& Frame(std::string_view bytes);

  Hash Finish();

 private:
  // SHA256_CTX without its header: 8 + 2 + 16 + 2 words.
  alignas(8) unsigned char state_[112];
};

inline std::string_view AsBytes(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

// The zero hash if `bytes` are not 32 long.
Hash HashFromBytes(std::string_view bytes);

// Lower-case hexadecimal, for messages to people.
std::string ToHex(std::string_view bytes);
// Empty unless the text is pairs of lower-case hexadecimal digits.
std::string FromHex(std::string_view hex);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_BYTES_SHA256_H_
