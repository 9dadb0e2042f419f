#include "eventstore/archive/order_level.h"

#include <algorithm>
#include <optional>

#include "absl/hash/hash.h"
#include "eventstore/bytes/bytes.h"
#include "eventstore/record/uuid.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr uint64_t kIdsBelieved = 16u << 20;  // memory is only taken as it is used

}  // namespace

void OrderLevel::Open(uint64_t size) { ids_.reserve(std::min(size, kIdsBelieved)); }

OrderLevel::StreamKey OrderLevel::Announce(std::string_view stream) const {
  const auto name = contract::View(stream);
  const StreamKey key(absl::HashOf(name, 1), absl::HashOf(name, 2));
  revisions_.prefetch(key);
  return key;
}

void OrderLevel::Record(uint64_t position, const RecordParts& parts, const EnvelopeParts& envelope,
                        const StreamKey& stream) {
  if (stopped_ != 0) return;
  findings_.Checked();
  // Where one is missing or too many, all that follow are shifted: said once.
  const uint64_t shift = parts.position - position;
  if (std::exchange(shift_, shift) != shift && shift != 0) {
    findings_.Fail(position, contract::Cat("the record of position ", parts.position, " stands here"));
  }
  CheckTime(position, parts.appended_us);
  CheckRevision(position, parts, stream);
  if (const std::optional<EventId> id = ParseEventId(envelope.id)) {
    const std::string_view bytes(reinterpret_cast<const char*>(id->data()), id->size());
    ids_.push_back({ReadBe64(bytes), ReadBe64(bytes.substr(8)), position});
  } else {
    findings_.Fail(position, "the event has no well-formed id");
  }
}

void OrderLevel::Withheld(uint64_t position, const LeafEntry& entry) {
  if (stopped_ != 0) return;
  findings_.Checked();
  findings_.Skipped();
  CheckTime(position, entry.appended_us);
  ++withheld_[entry.revision.value];
}

void OrderLevel::Stop(uint64_t position) {
  if (stopped_ == 0) stopped_ = position;
}

void OrderLevel::CheckTime(uint64_t position, Micros appended_us) {
  if (appended_us < last_us_) findings_.Fail(position, "it was appended before the position before it");
  last_us_ = std::max(last_us_, appended_us);
}

void OrderLevel::CheckRevision(uint64_t position, const RecordParts& parts, const StreamKey& stream) {
  uint64_t& revision = revisions_[stream];
  const uint64_t last = std::exchange(revision, std::max(revision, parts.revision));
  if (parts.revision <= last) {
    return findings_.Fail(position,
                          contract::Cat("revision ", parts.revision, " of its stream comes after revision ", last));
  }
  for (uint64_t missing = last + 1; missing < parts.revision; ++missing) {
    const auto withheld = withheld_.find(missing);
    if (withheld == withheld_.end() || withheld->second == 0) {
      return findings_.Fail(position, contract::Cat("revision ", parts.revision, " of its stream follows revision ",
                                                    last, ": revision ", missing, " is missing"));
    }
    --withheld->second;
  }
}

void OrderLevel::CheckIds() {
  std::sort(ids_.begin(), ids_.end());
  std::vector<std::pair<uint64_t, uint64_t>> twice;  // later position, the one before
  for (size_t i = 1; i < ids_.size(); ++i) {
    if (ids_[i].SameId(ids_[i - 1])) twice.emplace_back(ids_[i].position, ids_[i - 1].position);
  }
  std::sort(twice.begin(), twice.end());
  for (const auto& [position, before] : twice) {
    findings_.Fail(position, contract::Cat("the event's id is that of position ", before));
  }
}

LevelReport OrderLevel::Finish() {
  CheckIds();
  std::string note;
  if (stopped_ != 0) {
    note = contract::Cat("from position ", stopped_, " on nothing was checked, since that record cannot be read");
  } else if (findings_.skipped() > 0) {
    note = contract::Cat(findings_.skipped(),
                         " records are withheld from this export: their streams and ids were not "
                         "checked");
  }
  return findings_.Finish(note, findings_.checked() == findings_.skipped() && !note.empty());
}

}  // namespace homeward::eventstore
