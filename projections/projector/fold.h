// Folds events into one view's family: stores, never refuses, writes rows and checkpoint together.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "eventstore/keyspace.h"
#include "eventstore/store.h"
#include "projections/projector/logged_event.h"
#include "projections/projector/projection.h"

namespace homeward::projections {

// What a fold takes of a stretch of the log. Made and filled on any one thread, then handed to who finishes the fold.
class FoldBatch {
 public:
  virtual ~FoldBatch() = default;
  // Takes the event if it is the view's. FAILED_PRECONDITION: a type that this program does not know; DATA_LOSS: it is
  // unreadable.
  virtual absl::Status Add(const LoggedEvent& event) = 0;
};

// One thread at a time, but for NewBatch and Wants.
class Fold {
 public:
  using Subjects = absl::Span<const std::string_view>;

  // All of them must outlive it. `family`: the view's name, or that of its twin during a rebuild.
  Fold(const Projection* view, std::string family, const eventstore::Store* store, eventstore::Keyspace* keyspace)
      : view_(view), family_(std::move(family)), store_(store), keyspace_(keyspace) {}
  virtual ~Fold() = default;

  // Reads the checkpoint; clears the family where version or incarnation differ, or it is beyond `head`.
  absl::Status Resume(std::string_view incarnation, Position head);

  // Whether an event of that type and stream about those subjects may be the view's.
  virtual bool Wants(uint32_t type, std::string_view stream, Subjects subjects) const = 0;

  // An empty batch, which must not outlive the fold.
  virtual std::unique_ptr<FoldBatch> NewBatch() const = 0;

  // Writes what the batch changes, with the checkpoint. The batch is one of this fold's and ends at `position`; events
  // at or below the checkpoint are passed over.
  absl::Status Finish(FoldBatch* batch, Position position);

  // For a long fold from zero, which nobody reads meanwhile: from Gather on, Finish may write less than the rows, and
  // Settle writes what is missing. CANCELLED: `going`, asked now and then, said no; the family is of no use then.
  virtual absl::Status Gather() { return absl::OkStatus(); }
  virtual absl::Status Settle(absl::FunctionRef<bool()> going) { return absl::OkStatus(); }

  Position checkpoint() const { return checkpoint_; }
  const Projection& view() const { return *view_; }
  void set_family(std::string family) { family_ = std::move(family); }

 protected:
  // Reads back what the family holds; nothing: it is empty.
  virtual absl::Status Load() { return absl::OkStatus(); }
  // Adds the rows that the batch changes.
  virtual absl::Status Collect(FoldBatch* batch, std::vector<eventstore::RowChange>* changes) = 0;

  const eventstore::Store& store() const { return *store_; }
  std::shared_ptr<const eventstore::KeyspaceSnapshot> Rows() const { return keyspace_->Snapshot(); }
  const std::string& family() const { return family_; }
  eventstore::Keyspace* keyspace() const { return keyspace_; }

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
