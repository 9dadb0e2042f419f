#include "services/cli/htcds/derived_id.h"

#include <algorithm>

#include "eventstore/bytes/sha256.h"
#include "eventstore/record/uuid.h"

namespace homeward::cli::htcds {
namespace {

constexpr std::string_view kPurpose = "homeward htcds import 1";  // so that no other hash is one of these

}  // namespace

IdSeed::IdSeed(std::string_view unit, std::string_view batch_id, const ImportTable& table) {
  eventstore::Sha256 hash;
  hash.Frame(kPurpose).Frame(unit).Frame(batch_id);
  if (batch_id.empty()) {
    for (const ImportRow& row : table.rows) {
      hash.Be32(static_cast<uint32_t>(row.number)).Be32(static_cast<uint32_t>(row.cells.size()));
      for (const auto& [field, value] : row.cells) hash.Frame(field).Frame(value);
    }
  }
  seed_ = hash.Finish();
}

std::string IdSeed::Id(uint64_t row, std::string_view what) const {
  const eventstore::Hash hash = eventstore::Sha256().Raw(seed_).Be32(static_cast<uint32_t>(row)).Frame(what).Finish();
  eventstore::EventId id;
  std::copy_n(hash.begin(), id.size(), id.begin());
  id[6] = static_cast<uint8_t>((id[6] & 0x0f) | 0x70);  // version 7
  id[8] = static_cast<uint8_t>((id[8] & 0x3f) | 0x80);  // RFC 9562's variant
  return eventstore::FormatEventId(id);
}

}  // namespace homeward::cli::htcds
