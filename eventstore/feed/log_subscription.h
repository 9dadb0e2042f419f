// The one kind of subscription: disk while behind, the live ring once caught up. subscription.h has the contract.
#ifndef HOMEWARD_EVENTSTORE_FEED_LOG_SUBSCRIPTION_H_
#define HOMEWARD_EVENTSTORE_FEED_LOG_SUBSCRIPTION_H_

#include <functional>
#include <memory>
#include <vector>

#include "eventstore/feed/ring.h"
#include "eventstore/index/index.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/subscription.h"

namespace homeward::eventstore {

// Must not outlive ledger, index and ring.
class LogSubscription : public Subscription {
 public:
  LogSubscription(const Ledger& ledger, const Index& index, Ring& ring, Position after, Filter filter);
  ~LogSubscription() override;

  absl::Status Poll(size_t max, std::vector<Item>* items) override;
  void OnGrowth(std::function<void()> wake) override;
  Position position() const override { return position_; }

 private:
  // What one Poll may still add and look at.
  struct Budget {
    size_t items;
    uint64_t scan;
    std::vector<Item>* out;
    bool spent() const { return items == 0 || scan == 0; }
  };

  void Give(Item item, Budget* budget);
  void Take(LogEventPtr event, Budget* budget);                  // a matching event at its position
  void Skip(Position position, uint64_t count, Budget* budget);  // `count` positions up to here did not match
  absl::Status ReadDisk(Position head, Budget* budget);
  absl::Status ReadDiskBySubject(Position head, Budget* budget);

  const Ledger& ledger_;
  const Index& index_;
  Ring& ring_;
  const Filter filter_;
  const std::shared_ptr<Ring::Waiter> waiter_;
  Position position_;
  uint64_t unmatched_ = 0;  // since the last item
  bool catching_up_ = true;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_FEED_LOG_SUBSCRIPTION_H_
