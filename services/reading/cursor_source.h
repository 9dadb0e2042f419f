// A view's cursor as a source of the pump.
#ifndef HOMEWARD_SERVICES_READING_CURSOR_SOURCE_H_
#define HOMEWARD_SERVICES_READING_CURSOR_SOURCE_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "projections/views.h"
#include "services/limits.h"
#include "services/reading/source.h"

namespace homeward::services {

// One thread at a time, as the cursor.
template <typename Response>
class CursorSource : public PullSource<Response> {
 public:
  explicit CursorSource(std::unique_ptr<projections::WatchCursor<Response>> cursor) : cursor_(std::move(cursor)) {}
  absl::Status Poll(std::vector<Response>* responses) override { return cursor_->Poll(kWatchRowsMax, responses); }
  void OnGrowth(std::function<void()> wake) override { cursor_->OnGrowth(std::move(wake)); }
  std::optional<std::chrono::microseconds> rests() const override { return cursor_->rests(); }

 private:
  std::unique_ptr<projections::WatchCursor<Response>> cursor_;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_CURSOR_SOURCE_H_
