#include "eventstore/log/signed_units.h"

#include "eventstore/log/source_marks.h"
#include "eventstore/record/codec.h"
#include "eventstore/signing/batch_signature.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {

absl::StatusOr<Store::LastSigned> ReadLastSigned(const Index& index, const Ledger& ledger, std::string_view unit) {
  const absl::StatusOr<Store::SourceMark> mark = index.FindSource(SignedSource(unit));
  if (!mark.ok()) return mark.status();
  if (mark->position.value == 0) return Store::LastSigned();
  const absl::StatusOr<std::string> bytes = ledger.Read(mark->position);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<record::v1::Record> record = ParseRecord(mark->position, *bytes);
  if (!record.ok()) return record.status();
  Store::LastSigned last{.position = mark->position, .batch = {}};
  if (!last.batch.ParseFromString(record->signed_batch()) || last.batch.sequence() != mark->sequence ||
      last.batch.unit() != unit) {
    return absl::DataLossError(
        contract::Cat("the signed batch of position ", mark->position.value, " is not the one that the index knows"));
  }
  return last;
}

absl::StatusOr<SignedMark> SignedUnits::Last(const std::string& unit) {
  auto [mark, fresh] = marks_.try_emplace(unit);
  if (!fresh) return mark->second;
  const absl::StatusOr<Store::LastSigned> stored = ReadLastSigned(index_, ledger_, unit);
  if (!stored.ok()) {
    marks_.erase(mark);
    return stored.status();
  }
  if (stored->position.value != 0) mark->second = {stored->batch.sequence(), HashOf(stored->batch)};
  return mark->second;
}

}  // namespace homeward::eventstore
