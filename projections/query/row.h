// One subject's row of a view, whatever view it is: as one viewer gets it, from given facts.
#ifndef HOMEWARD_PROJECTIONS_QUERY_ROW_H_
#define HOMEWARD_PROJECTIONS_QUERY_ROW_H_

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "projections/access/viewer.h"
#include "projections/query/knowledge.h"
#include "projections/query/leaves.h"
#include "projections/query/supposed.h"

namespace homeward::projections {

// Which row: "referrals" of "referral:…". A tip and a case have one of their own in "cases", and one of their passing
// from unit to unit in "referrals".
struct RowKey {
  std::string view, subject;
  auto operator<=>(const RowKey&) const = default;
};

// The message that the view's single read answers with, entries and all; null where there is nothing for this viewer.
// `granted`: it is given without asking the facts whether the viewer may read it.
using Row = std::unique_ptr<google::protobuf::Message>;
absl::StatusOr<Row> ReadRow(const RowKey& key, const Viewer& viewer, Knowledge* knowledge,
                            const AccessDecision* granted = nullptr);

// Reads one row again and again, from this part of the facts and that. One thread. What is given must outlive it.
class RowReader {
 public:
  RowReader(RowKey key, const Viewer& viewer, Knowledge* whole)
      : key_(std::move(key)), viewer_(viewer), whole_(whole) {}

  // From the facts that are kept, at the whole's date or at another; of nothing where there is no row. Errors are those
  // of the log.
  absl::StatusOr<Leaves> Read(const Supposed::Keeps& keeps) { return Read(keeps, whole_->frame().as_at_us); }
  absl::StatusOr<Leaves> Read(const Supposed::Keeps& keeps, Micros as_at_us);
  absl::StatusOr<Leaves> ReadUpTo(Position position) {
    return Read([position](const Fact& fact) { return fact.position <= position; });
  }
  // From now on the row is given whatever the facts say of who may read it.
  void Grant(bool granted) { granted_ = granted; }

  // Every fact that any of these readings has asked for, and the rules; by position.
  Facts Known() const;
  size_t reads() const { return reads_; }

 private:
  const RowKey key_;
  const Viewer& viewer_;
  Knowledge* const whole_;
  bool granted_ = false;
  size_t reads_ = 0;
  std::set<std::string> subjects_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_ROW_H_
