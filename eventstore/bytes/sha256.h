// SHA-256, incremental. Only this floor names the library that does it.
//
//   Hash h = Sha256().Frame(client).Frame(server).Finish();
#ifndef HOMEWARD_EVENTSTORE_BYTES_SHA256_H_
#define HOMEWARD_EVENTSTORE_BYTES_SHA256_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "eventstore/types.h"

namespace homeward::eventstore {

// One thread at a time; used once. A copy goes on from where the original stood.
class Sha256 {
 public:
  Sha256();

  Sha256& Raw(std::string_view bytes) {
    if (bytes.size() >= sizeof(data_) - held_) return Blocks(bytes);
    std::copy(bytes.begin(), bytes.end(), data_ + held_);
    held_ += static_cast<uint32_t>(bytes.size());
    const uint32_t before = std::exchange(bits_low_, bits_low_ + static_cast<uint32_t>(bytes.size() * 8));
    bits_high_ += bits_low_ < before ? 1 : 0;
    return *this;
  }
  Sha256& Raw(const Hash& hash) { return Raw({reinterpret_cast<const char*>(hash.data()), hash.size()}); }
  Sha256& Byte(uint8_t byte) { return Raw({reinterpret_cast<const char*>(&byte), 1}); }
  Sha256& Be32(uint32_t number) {
    const char b[4] = {char(number >> 24), char(number >> 16), char(number >> 8), char(number)};
    return Raw({b, 4});
  }

  // be32(length) and the bytes, so that no two lists of strings hash alike.
  Sha256& Frame(std::string_view bytes) { return Be32(static_cast<uint32_t>(bytes.size())).Raw(bytes); }

  Hash Finish();

 private:
  // Bytes that fill a block.
  Sha256& Blocks(std::string_view bytes);

  // SHA256_CTX without its header, word for word. We hash millions of short pieces: what only fills up a block is done
  // here, without a call.
  uint32_t hash_[8];
  uint32_t bits_low_, bits_high_;
  unsigned char data_[64];
  uint32_t held_, digest_bytes_;
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
