// Reads tallies: of a type, in some provinces, in a time.
#ifndef HOMEWARD_PROJECTIONS_TALLIES_READER_H_
#define HOMEWARD_PROJECTIONS_TALLIES_READER_H_

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/keyspace.h"
#include "projections/tallies/tally.h"

namespace homeward::projections {

// Times from the first to the last microsecond.
struct Span {
  Micros from_us = 0, until_us = 0;
  bool Has(Micros time_us) const { return from_us <= time_us && time_us <= until_us; }
};

// One question's reading: rows that were read are kept. One thread. `rows` outlives it.
class TallyReader {
 public:
  explicit TallyReader(const eventstore::KeyspaceSnapshot* rows) : rows_(rows) {}

  // By time; whatever position they stood at. A read that fails is kept in status().
  const std::vector<Tally>& Of(uint32_t type, const std::set<std::string>& provinces, const Span& span);

  const absl::Status& status() const { return status_; }

 private:
  absl::Status Read(uint32_t type, std::string_view province, const Span& span, std::vector<Tally>* tallies) const;

  const eventstore::KeyspaceSnapshot* rows_;
  std::map<std::tuple<uint32_t, std::set<std::string>, Micros, Micros>, std::vector<Tally>> read_;
  absl::Status status_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_TALLIES_READER_H_
