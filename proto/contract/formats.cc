#include "proto/contract/formats.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"

namespace homeward::contract {
namespace {

using options::v1::Format;

constexpr size_t kUnitMax = 48;     // bytes
constexpr size_t kArticleMax = 64;  // bytes
constexpr size_t kCodeMax = 64;     // bytes
constexpr size_t kUriMax = 128;     // bytes
constexpr size_t kTitleMax = 200;   // bytes
constexpr size_t kAreaPartMax = 5;  // bytes: a commune's code

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }
bool IsLowerOrDigit(char c) { return IsLower(c) || IsDigit(c); }

constexpr std::array<bool, 256> kLowerHex = [] {
  std::array<bool, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<uint8_t>(c)] = true;
  for (char c = 'a'; c <= 'f'; ++c) table[static_cast<uint8_t>(c)] = true;
  return table;
}();

template <typename Predicate>
bool All(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

// Crockford's base32 in lower case: no i, l, o, u.
bool IsBase32(char c) { return IsDigit(c) || (IsLower(c) && c != 'i' && c != 'l' && c != 'o' && c != 'u'); }

bool IsPseudonym(std::string_view text, char domain) {
  return text.size() == 27 && text[0] == domain && All(text.substr(1), IsBase32);
}

bool IsDate(std::string_view t) {
  if (t.size() != 10 || t[4] != '-' || t[7] != '-') return false;
  for (size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
    if (!IsDigit(t[i])) return false;
  const int year = (t[0] - '0') * 1000 + (t[1] - '0') * 100 + (t[2] - '0') * 10 + (t[3] - '0');
  const int month = (t[5] - '0') * 10 + (t[6] - '0');
  const int day = (t[8] - '0') * 10 + (t[9] - '0');
  if (month < 1 || month > 12 || day < 1) return false;
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool IsArticle(std::string_view text) {
  return !text.empty() && text.size() <= kArticleMax && All(text, [](char c) {
    // Letters beyond ASCII are Vietnamese letters in UTF-8 (NĐ, QĐ).
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view(" ./()-,").find(c) != std::string_view::npos;
  });
}

bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= kCodeMax && IsLower(text[0]) &&
         All(text, [](char c) { return IsLowerOrDigit(c) || c == '_'; });
}

bool IsCommune(std::string_view text) {
  return text.size() == 8 && text[2] == '.' && All(text.substr(0, 2), IsDigit) && All(text.substr(3), IsDigit);
}

// The country, or "adm.", a province, then at most one part: a district or a commune, the smallest place that there is.
bool IsArea(std::string_view text) {
  if (text == "adm.vn") return true;
  if (text.size() < 6 || text.substr(0, 4) != "adm." || !All(text.substr(4, 2), IsDigit)) return false;
  if (text.size() == 6) return true;
  return text[6] == '.' && text.size() > 7 && text.size() <= 7 + kAreaPartMax && All(text.substr(7), IsLowerOrDigit);
}

// A name: letters of any language, digits, a few marks; no line break, nothing that could be markup.
bool IsTitle(std::string_view text) {
  return !text.empty() && text.size() <= kTitleMax && text.front() != ' ' && text.back() != ' ' &&
         All(text, [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80 ||
                  std::string_view(" ./()-,:;%+'").find(c) != std::string_view::npos;
         });
}

bool IsHex(std::string_view text, size_t digits) {
  return text.size() == digits && All(text, [](char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); });
}

bool IsUri(std::string_view text) {
  if (text.empty() || text.size() > kUriMax) return false;
  const size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || !All(text.substr(0, scheme), IsLower)) return false;
  return All(text.substr(scheme + 3), [](char c) {
    return IsLowerOrDigit(c) || std::string_view("-._~/:").find(c) != std::string_view::npos;
  });
}

}  // namespace

bool IsUuid(std::string_view text) {
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return false;
  // Every event has a handful: no branch for each digit.
  bool hex = true;
  for (const auto& [from, to] : {std::pair{0, 8}, {9, 13}, {14, 18}, {19, 23}, {24, 36}})
    for (int i = from; i < to; ++i) hex &= kLowerHex[static_cast<uint8_t>(text[i])];
  return hex;
}

bool IsUuid7(std::string_view text) {
  return IsUuid(text) && text[14] == '7' && std::string_view("89ab").find(text[19]) != std::string_view::npos;
}

bool IsUnit(std::string_view text) {
  if (text.empty() || text.size() > kUnitMax || !IsLower(text.front()) || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return All(text, [](char c) { return IsLowerOrDigit(c) || c == '.'; });
}

bool Matches(Format format, std::string_view text) {
  switch (format) {
    case options::v1::FORMAT_UUID: return IsUuid(text);
    case options::v1::FORMAT_PERSON_ID: return IsPseudonym(text, 'p');
    case options::v1::FORMAT_SERVICE_ID: return IsPseudonym(text, 's');
    case options::v1::FORMAT_UNIT: return IsUnit(text);
    case options::v1::FORMAT_PROVINCE: return text.size() == 2 && All(text, IsDigit);
    case options::v1::FORMAT_COMMUNE: return IsCommune(text);
    case options::v1::FORMAT_COUNTRY:
      return text.size() == 2 && All(text, [](char c) { return c >= 'A' && c <= 'Z'; });
    case options::v1::FORMAT_DATE: return IsDate(text);
    case options::v1::FORMAT_ARTICLE: return IsArticle(text);
    case options::v1::FORMAT_ACTOR: return IsUuid(text);
    case options::v1::FORMAT_CODE: return IsCode(text);
    case options::v1::FORMAT_AREA: return IsArea(text);
    case options::v1::FORMAT_TITLE: return IsTitle(text);
    case options::v1::FORMAT_HASH: return IsHex(text, 64);
    case options::v1::FORMAT_URI: return IsUri(text);
    case options::v1::FORMAT_PUBLIC_KEY: return IsHex(text, 64);
    case options::v1::FORMAT_SIGNATURE: return IsHex(text, 128);
    default: return false;
  }
}

std::string_view Describe(Format format) {
  switch (format) {
    case options::v1::FORMAT_UUID: return "a UUID in lower case";
    case options::v1::FORMAT_PERSON_ID: return "a person id minted by the server (p and 26 base32 digits)";
    case options::v1::FORMAT_SERVICE_ID: return "a service id minted by the server (s and 26 base32 digits)";
    case options::v1::FORMAT_UNIT: return "a unit id such as soc.01";
    case options::v1::FORMAT_PROVINCE: return "a province code of two digits";
    case options::v1::FORMAT_COMMUNE: return "a commune code such as 01.00004";
    case options::v1::FORMAT_COUNTRY: return "a country code of ISO 3166-1 (two capitals)";
    case options::v1::FORMAT_DATE: return "a date such as 2026-01-31";
    case options::v1::FORMAT_ARTICLE: return "a legal source of at most 64 bytes, such as Art. 27(2)";
    case options::v1::FORMAT_ACTOR: return "an opaque reference to an official: a UUID in lower case";
    case options::v1::FORMAT_CODE: return "a code in lower_snake_case";
    case options::v1::FORMAT_URI: return "a lower-case URI such as https://labour.example/system";
    case options::v1::FORMAT_PUBLIC_KEY: return "an Ed25519 public key: 64 hexadecimal digits in lower case";
    case options::v1::FORMAT_SIGNATURE: return "an Ed25519 signature: 128 hexadecimal digits in lower case";
    case options::v1::FORMAT_AREA: return "an area such as adm.01 or adm.01.00004, the commune the smallest";
    case options::v1::FORMAT_TITLE: return "a name of at most 200 bytes: letters, digits, blanks and a few marks";
    case options::v1::FORMAT_HASH: return "a SHA-256: 64 hexadecimal digits in lower case";
    default: return "nothing: the field takes no text";
  }
}

bool UnitCovers(std::string_view outer, std::string_view inner) {
  return !outer.empty() && inner.substr(0, outer.size()) == outer &&
         (inner.size() == outer.size() || inner[outer.size()] == '.');
}

std::string_view UnitPrefix(std::string_view unit) { return unit.substr(0, unit.find('.')); }

std::string_view UnitProvince(std::string_view unit) {
  const size_t dot = unit.find('.');
  if (dot == std::string_view::npos) return {};
  std::string_view rest = unit.substr(dot + 1);
  rest = rest.substr(0, rest.find('.'));
  return Matches(options::v1::FORMAT_PROVINCE, rest) ? rest : std::string_view{};
}

}  // namespace homeward::contract
