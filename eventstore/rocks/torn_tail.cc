#include "eventstore/rocks/torn_tail.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace homeward::eventstore {
namespace {

constexpr uint64_t kBlockBytes = 32u << 10;
constexpr uint64_t kHeaderBytes = 7;
constexpr uint64_t kComparedBytes = 8u << 20;  // at the end: more than the largest group
enum RecordType : uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

constexpr std::array<uint32_t, 256> MakeCrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < table.size(); ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0x82f63b78u : 0u);  // Castagnoli, reflected
    table[i] = value;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kCrcTable = MakeCrcTable();

uint32_t Crc(std::string_view bytes) {
  uint32_t crc = ~0u;
  for (const char byte : bytes) crc = kCrcTable[(crc ^ static_cast<uint8_t>(byte)) & 255] ^ crc >> 8;
  return ~crc;
}

// As it is stored: a checksum of bytes that hold checksums would say little.
uint32_t Masked(uint32_t crc) { return (crc >> 15 | crc << 17) + 0xa282ead8u; }

uint32_t ReadLe32(std::string_view bytes) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[static_cast<size_t>(i)]);
  return value;
}

// Where the last whole record ends.
uint64_t WholeUntil(std::ifstream& file, uint64_t size) {
  std::string block(kBlockBytes, '\0');
  uint64_t whole = 0;
  for (uint64_t start = 0; start < size; start += kBlockBytes) {
    const uint64_t there = std::min(kBlockBytes, size - start);
    if (!file.read(block.data(), static_cast<std::streamsize>(there))) return whole;
    uint64_t at = 0;
    while (there - at >= kHeaderBytes) {
      const std::string_view header(block.data() + at, kHeaderBytes);
      const uint64_t length = static_cast<uint8_t>(header[4]) | static_cast<uint64_t>(static_cast<uint8_t>(header[5]))
                                                                    << 8;
      const auto type = static_cast<uint8_t>(header[6]);
      if (type == 0 || length > there - at - kHeaderBytes) return whole;
      const std::string_view covered(block.data() + at + 6, 1 + length);  // the type and what follows it
      if (start + at + kComparedBytes >= size && Masked(Crc(covered)) != ReadLe32(header)) return whole;
      at += kHeaderBytes + length;
      if (type != kFirst && type != kMiddle) whole = start + at;
    }
    // What is left of a block is too short for a header, and filled with zeros.
    if (whole == start + at && there == kBlockBytes) whole = start + kBlockBytes;
  }
  return whole;
}

}  // namespace

std::optional<TornTail> FindTornTail(const std::string& directory) {
  std::error_code error;
  std::filesystem::path newest;
  uint64_t number = 0;
  for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() != ".log") continue;
    const uint64_t of_file = std::strtoull(it->path().stem().c_str(), nullptr, 10);
    if (of_file < number) continue;
    number = of_file;
    newest = it->path();
  }
  if (newest.empty()) return std::nullopt;
  const uint64_t size = std::filesystem::file_size(newest, error);
  std::ifstream file(newest, std::ios::binary);
  if (error || !file) return std::nullopt;
  const uint64_t whole = WholeUntil(file, size);
  if (whole >= size) return std::nullopt;
  return TornTail{newest.string(), whole, size - whole};
}

}  // namespace homeward::eventstore
