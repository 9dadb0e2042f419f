#include "projections/projector/rows.h"

#include "eventstore/bytes/sha256.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

constexpr std::string_view kNul("\0", 1);

std::string Key(char kind, std::string_view name) { return contract::Cat(std::string_view(&kind, 1), name); }

}  // namespace

std::string FactPrefix(std::string_view subject) { return contract::Cat(Key(kFactRow, subject), kNul); }
std::string FactKey(std::string_view subject, const Fact& fact) {
  return contract::Cat(FactPrefix(subject), OrderKey(fact));
}
std::string HomesKey(std::string_view event_id) { return Key(kHomesRow, event_id); }
std::string PointerPrefix(std::string_view target_id) { return contract::Cat(Key(kPointerRow, target_id), kNul); }
std::string PointerKey(std::string_view target_id, std::string_view event_id) {
  return contract::Cat(PointerPrefix(target_id), event_id);
}
std::string IndexKey(std::string_view key, std::string_view subject) {
  return contract::Cat(Key(kIndexRow, key), kNul, subject);
}
std::string IndexedKey(std::string_view subject) { return Key(kIndexedRow, subject); }

std::string EncodeRow(const google::protobuf::MessageLite& row) {
  std::string value(kRowHeaderBytes, '\0');
  row.AppendToString(&value);
  return value;
}

bool DecodeRow(std::string_view value, google::protobuf::MessageLite* row) {
  return value.size() >= kRowHeaderBytes &&
         row->ParseFromArray(value.data() + kRowHeaderBytes, static_cast<int>(value.size() - kRowHeaderBytes));
}

absl::StatusOr<Facts> ReadFacts(const eventstore::KeyspaceSnapshot& rows, std::string_view family,
                                std::string_view subject) {
  Facts facts;
  absl::Status bad;
  absl::Status scanned = rows.Scan(family, FactPrefix(subject), "", [&](std::string_view, std::string_view value) {
    auto fact = DecodeFact(value);
    if (!fact.ok()) {
      bad = fact.status();
      return false;
    }
    facts.push_back(*std::move(fact));
    return true;
  });
  if (!scanned.ok()) return scanned;
  if (!bad.ok()) return bad;
  return facts;
}

absl::StatusOr<std::string> DigestOf(const eventstore::KeyspaceSnapshot& rows, std::string_view family) {
  eventstore::Sha256 hash;
  hash.Frame(family);
  absl::Status scanned = rows.Scan(family, "", "", [&](std::string_view key, std::string_view value) {
    if (key == kCheckpointKey) return true;
    hash.Frame(key).Frame(value.size() < kRowHeaderBytes ? value : value.substr(kRowHeaderBytes));
    return true;
  });
  if (!scanned.ok()) return scanned;
  return eventstore::ToHex(eventstore::AsBytes(hash.Finish()));
}

}  // namespace homeward::projections
