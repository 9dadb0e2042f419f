#include "tests/bench/copy_ids.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace homeward::bench {
namespace {

constexpr uint64_t kFirstIdMs = 1'767'225'600'000;  // 2026-01-01 UTC: time within the first event's id
constexpr uint64_t kEventsEachMs = 256;             // that ids are drawn at
constexpr uint64_t kIdsOfCopyMax = 1u << 20;        // room for a copy's ids among the seeds

// SplitMix64: a stream of numbers from a seed.
class Draw {
 public:
  explicit Draw(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_;
};

void WriteUuid(uint64_t high, uint64_t low, char* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (int i = 0, digit = 0; i < static_cast<int>(kUuidBytes); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      out[i] = '-';
      continue;
    }
    const uint64_t half = digit < 16 ? high : low;
    out[i] = kHex[half >> (60 - 4 * (digit % 16)) & 15];
    ++digit;
  }
}

void WritePerson(IdKind kind, const eventstore::PersonIds& person_ids, Draw& draw, char* out) {
  uint64_t random[2] = {draw.Next(), draw.Next()};
  const auto domain = kind == IdKind::kPerson ? eventstore::IdKind::kPerson : eventstore::IdKind::kServiceUser;
  const std::string id = person_ids.FromRandom(domain, {reinterpret_cast<const char*>(random), 10});
  std::memcpy(out, id.data(), kPersonIdBytes);
}

// What copy `copy` has in the place of the year's id `id`.
void WriteId(const Year& year, const eventstore::PersonIds& person_ids, uint64_t copy, uint32_t together, uint32_t id,
             char* out) {
  Draw draw(copy * kIdsOfCopyMax + id);
  const IdKind kind = year.ids[id].kind;
  if (kind == IdKind::kPerson || kind == IdKind::kServiceUser) return WritePerson(kind, person_ids, draw, out);
  uint64_t high = draw.Next();
  if (kind == IdKind::kEvent) {
    const uint64_t before = copy * year.events + uint64_t{year.ids[id].rank} * together;
    high = (kFirstIdMs + before / kEventsEachMs) << 16 | 0x7000 | (high & 0xfff);
  } else {
    high = (high & ~0xf000ull) | 0x4000;
  }
  WriteUuid(high, draw.Next() >> 2 | 1ull << 63, out);
}

}  // namespace

uint32_t CopiesAtOnce(const Year& year) {
  return static_cast<uint32_t>(std::lround(kOpenStreamsWanted / std::max(1.0, year.open_streams_mean)));
}

void CopyIds::Fill(const Year& year, const eventstore::PersonIds& person_ids, uint64_t copy) {
  const uint32_t together = CopiesAtOnce(year);
  text_.resize(year.ids.size() * kUuidBytes);
  for (uint32_t i = 0; i < year.ids.size(); ++i) {
    WriteId(year, person_ids, copy, together, i, text_.data() + i * kUuidBytes);
  }
}

std::string PersonOfCopy(const Year& year, const eventstore::PersonIds& person_ids, uint32_t id, uint64_t copy) {
  char text[kPersonIdBytes];
  WriteId(year, person_ids, copy, CopiesAtOnce(year), id, text);
  return std::string(text, kPersonIdBytes);
}

}  // namespace homeward::bench
