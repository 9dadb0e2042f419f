#include "eventstore/rocks/torn_tail.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace homeward::eventstore {
namespace {

constexpr uint64_t kBlockBytes = 32u << 10;
constexpr uint64_t kHeaderBytes = 7;
constexpr uint64_t kSectorBytes = 512;         // the least that a disk writes
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

bool Zeros(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == 0; });
}

// Walks over the records of a file.
class Walk {
 public:
  Walk(std::ifstream& file, uint64_t size) : file_(file), size_(size) {
    for (uint64_t start = 0; start < size && OverBlock(start); start += kBlockBytes) {
    }
  }

  uint64_t whole() const { return whole_; }  // where the last whole record before any damage ends
  bool goes_on() const { return goes_on_; }  // a record begins behind the damage
  bool holes() const { return holes_; }      // in it

 private:
  // False if nothing more can be read.
  bool OverBlock(uint64_t start) {
    const uint64_t there = std::min(kBlockBytes, size_ - start);
    if (!file_.read(block_.data(), static_cast<std::streamsize>(there))) return false;
    uint64_t at = 0;
    while (there - at >= kHeaderBytes) {
      const std::string_view header(block_.data() + at, kHeaderBytes);
      const uint64_t length = static_cast<uint8_t>(header[4]) | static_cast<uint64_t>(static_cast<uint8_t>(header[5]))
                                                                    << 8;
      const auto type = static_cast<uint8_t>(header[6]);
      if (type == 0 || length > there - at - kHeaderBytes) break;
      const std::string_view covered(block_.data() + at + 6, 1 + length);  // the type and what follows it
      const bool compared = start + at + kComparedBytes >= size_;
      const bool right = !compared || Masked(Crc(covered)) == ReadLe32(header);
      if (damaged_ && compared && right && (type == kFull || type == kFirst)) goes_on_ = true;
      damaged_ |= !right;
      at += kHeaderBytes + length;
      if (damaged_ || type == kFirst || type == kMiddle) continue;
      whole_ = start + at;
      holes_ = false;  // what was zeros was part of a whole record
    }
    // What is left of a whole block is too short for a header, and filled with zeros.
    const bool short_rest = there == kBlockBytes && there - at < kHeaderBytes;
    if (!damaged_ && short_rest && whole_ == start + at) whole_ = start + kBlockBytes;
    damaged_ |= !short_rest && at < there;
    LookForHoles(start, there);
    return true;
  }

  void LookForHoles(uint64_t start, uint64_t there) {
    uint64_t from = std::max(start, whole_);
    while (from < start + there) {
      const uint64_t to = std::min(start + there, (from / kSectorBytes + 1) * kSectorBytes);
      const std::string_view sector(block_.data() + (from - start), to - from);
      holes_ |= sector.size() >= kHeaderBytes && Zeros(sector);
      from = to;
    }
  }

  std::ifstream& file_;
  const uint64_t size_;
  std::string block_ = std::string(kBlockBytes, '\0');
  uint64_t whole_ = 0;
  bool damaged_ = false, goes_on_ = false, holes_ = false;
};

// The write-ahead log with the largest number that is not empty.
std::filesystem::path NewestLog(const std::string& directory) {
  std::error_code error;
  std::filesystem::path newest;
  uint64_t number = 0;
  for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() != ".log") continue;
    const uint64_t of_file = std::strtoull(it->path().stem().c_str(), nullptr, 10);
    std::error_code unsized;
    if (of_file < number || std::filesystem::file_size(it->path(), unsized) == 0 || unsized) continue;
    number = of_file;
    newest = it->path();
  }
  return newest;
}

// The manifest that counts: a newer one may have been begun.
std::filesystem::path Manifest(const std::string& directory) {
  std::string name;
  std::getline(std::ifstream(directory + "/CURRENT"), name);
  return std::filesystem::path(directory) / name;
}

std::optional<TornTail> FindTornTail(const std::filesystem::path& path) {
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return std::nullopt;
  const Walk walk(file, size);
  if (walk.whole() >= size || walk.goes_on()) return std::nullopt;
  return TornTail{path.string(), walk.whole(), size - walk.whole(), walk.holes()};
}

}  // namespace

std::vector<TornTail> FindTornTails(const std::string& directory) {
  std::vector<TornTail> found;
  for (const auto& path : {NewestLog(directory), Manifest(directory)}) {
    if (std::optional<TornTail> torn = FindTornTail(path)) found.push_back(*std::move(torn));
  }
  return found;
}

}  // namespace homeward::eventstore
