// Base64 and UTF-8 read in another way than the program does.
#ifndef HOMEWARD_TESTS_FUZZ_NAIVE_TEXT_H_
#define HOMEWARD_TESTS_FUZZ_NAIVE_TEXT_H_

#include <iconv.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace homeward::fuzz {

// Code points, by the C library. Nothing if the text is no UTF-8.
inline std::optional<std::vector<uint32_t>> NaiveCodePoints(std::string text) {
  if (text.empty()) return std::vector<uint32_t>();
  const iconv_t converter = iconv_open("UTF-32LE", "UTF-8");
  std::vector<uint32_t> points(text.size());
  char* in = text.data();
  char* out = reinterpret_cast<char*>(points.data());
  size_t in_left = text.size(), out_left = points.size() * 4;
  const bool good = iconv(converter, &in, &in_left, &out, &out_left) != static_cast<size_t>(-1);
  iconv_close(converter);
  if (!good) return std::nullopt;
  points.resize(points.size() - out_left / 4);
  return points;
}

// By the definition: a number of 6 bits a character.
inline std::optional<std::string> NaiveBase64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return std::nullopt;
  size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  std::vector<bool> bits;
  for (const char c : text) {
    const size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    for (int bit = 5; bit >= 0; --bit) bits.push_back((value >> bit & 1) != 0);
  }
  std::string bytes;
  while (bits.size() - bytes.size() * 8 >= 8) {
    uint8_t byte = 0;
    for (size_t i = 0; i < 8; ++i) byte = static_cast<uint8_t>(byte << 1 | bits[bytes.size() * 8 + i]);
    bytes.push_back(static_cast<char>(byte));
  }
  for (size_t i = bytes.size() * 8; i < bits.size(); ++i) {
    if (bits[i]) return std::nullopt;
  }
  if (bits.size() - bytes.size() * 8 >= 6) return std::nullopt;
  return bytes;
}

inline std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;  // the last one has no newline
}

}  // namespace homeward::fuzz

#endif  // HOMEWARD_TESTS_FUZZ_NAIVE_TEXT_H_
