// Numbers and frames as bytes, the way every hash and key of the log writes them: big-endian, so that keys sort by
// number and a second implementation needs no table. docs/formats.md.
#ifndef HOMEWARD_EVENTSTORE_BYTES_BYTES_H_
#define HOMEWARD_EVENTSTORE_BYTES_BYTES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace homeward::eventstore {

inline void AppendBe32(uint32_t v, std::string* out) {
  const char b[4] = {char(v >> 24), char(v >> 16), char(v >> 8), char(v)};
  out->append(b, 4);
}

inline void AppendBe64(uint64_t v, std::string* out) {
  AppendBe32(static_cast<uint32_t>(v >> 32), out);
  AppendBe32(static_cast<uint32_t>(v), out);
}

inline std::string Be64(uint64_t v) {
  std::string out;
  AppendBe64(v, &out);
  return out;
}

// Reads the first four bytes; 0 if there are fewer.
inline uint32_t ReadBe32(std::string_view bytes) {
  if (bytes.size() < 4) return 0;
  uint32_t v = 0;
  for (int i = 0; i < 4; ++i) v = v << 8 | static_cast<uint8_t>(bytes[i]);
  return v;
}

// Reads the first eight bytes; 0 if there are fewer.
inline uint64_t ReadBe64(std::string_view bytes) {
  if (bytes.size() < 8) return 0;
  uint64_t v = 0;
  for (int i = 0; i < 8; ++i) v = v << 8 | static_cast<uint8_t>(bytes[i]);
  return v;
}

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_BYTES_BYTES_H_
