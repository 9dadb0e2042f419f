// Folds events into one view's family: stores, never refuses, writes rows and checkpoint together.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "eventstore/keyspace.h"
#include "eventstore/store.h"
#include "projections/projector/projection.h"

namespace homeward::projections {

// One thread at a time.
class Fold {
 public:
  using Subjects = absl::Span<const std::string_view>;

  // All of them must outlive it. `family`: the view's name, or that of its twin during a rebuild.
  Fold(const Projection* view, std::string family, const eventstore::Store* store, eventstore::Keyspace* keyspace)
      : view_(view), family_(std::move(family)), store_(store), keyspace_(keyspace) {}
  virtual ~Fold() = default;

  // Reads the checkpoint; clears the family where version or incarnation differ, or it is beyond `head`.
  absl::Status Resume(std::string_view incarnation, Position head);

  // Whether Add might do anything with an event of that type and stream about those subjects: asked of each, before it
  // is parsed.
  virtual bool Wants(uint32_t type, std::string_view stream, Subjects subjects) const = 0;

  // Takes the fact into the batch under way if it is the view's; at or below the checkpoint it is passed over.
  virtual void Add(const Fact& fact, Subjects subjects) = 0;

  // Writes what the batch changes, with the checkpoint.
  absl::Status Finish(Position position);

  Position checkpoint() const { return checkpoint_; }
  const Projection& view() const { return *view_; }
  void set_family(std::string family) { family_ = std::move(family); }

 protected:
  // Reads back what the family holds; nothing: it is empty.
  virtual absl::Status Load() { return absl::OkStatus(); }
  // Adds the rows that the batch changes, and forgets the batch.
  virtual absl::Status Collect(std::vector<eventstore::RowChange>* changes) = 0;

  const eventstore::Store& store() const { return *store_; }
  std::shared_ptr<const eventstore::KeyspaceSnapshot> Rows() const { return keyspace_->Snapshot(); }
  const std::string& family() const { return family_; }

 private:
  const Projection* view_;
  std::string family_;
  const eventstore::Store* store_;
  eventstore::Keyspace* keyspace_;
  std::string incarnation_;
  Position checkpoint_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_H_
