// The last signed batch of each unit, as the group being made leaves it. Each is looked up once; there are few units.
#ifndef HOMEWARD_EVENTSTORE_LOG_SIGNED_UNITS_H_
#define HOMEWARD_EVENTSTORE_LOG_SIGNED_UNITS_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "eventstore/gate/gate.h"
#include "eventstore/index/index.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/store.h"

namespace homeward::eventstore {

// What the index and the log say of the unit; position 0: it has signed nothing. Any thread.
absl::StatusOr<Store::LastSigned> ReadLastSigned(const Index& index, const Ledger& ledger, std::string_view unit);

// One thread at a time.
class SignedUnits {
 public:
  SignedUnits(const Index& index, const Ledger& ledger) : index_(index), ledger_(ledger) {}

  // Ask before anything of the unit is in flight that Note was not told of.
  absl::StatusOr<SignedMark> Last(const std::string& unit);
  void Note(const std::string& unit, const SignedMark& mark) { marks_[unit] = mark; }

 private:
  const Index& index_;
  const Ledger& ledger_;
  absl::flat_hash_map<std::string, SignedMark> marks_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_SIGNED_UNITS_H_
