#include "services/cli/client/replay.h"

#include <memory>
#include <ostream>

#include "proto/contract/contract.h"
#include "services/cli/client/follow.h"
#include "services/cli/render/log_line.h"

namespace homeward::cli {
namespace {

using audit::v1::ReplayItem;

audit::v1::ReplayRequest ToRequest(const Asking& asking, const ReplayWish& wish) {
  audit::v1::ReplayRequest request;
  *request.mutable_context() = asking.context();
  request.set_from_position(wish.from);
  request.set_to_position(wish.to);
  request.set_follow(wish.follow);
  for (const std::string& subject : wish.subjects) request.add_subjects(subject);
  for (const std::string& type : wish.types) request.add_types(type);
  for (const std::string& role : wish.publishers) {
    const contract::AgencyContract* agency = contract::Contract::Get().FindAgencyByRole(role);
    if (agency != nullptr) request.add_publishers(agency->agency);
  }
  request.set_incarnation(wish.incarnation);
  return request;
}

// The position that has been dealt with once this item is written; 0: says nothing of it.
uint64_t Reached(const ReplayItem& item) {
  switch (item.item_case()) {
    case ReplayItem::kEvent: return item.event().position();
    case ReplayItem::kCaughtUp: return item.caught_up().position();
    case ReplayItem::kCheckpoint: return item.checkpoint().position();
    case ReplayItem::kGap: return item.gap().to_position();
    default: return 0;
  }
}

}  // namespace

ExitCode Replay(Session& session, Asking& asking, const ReplayWish& wish) {
  audit::v1::ReplayRequest request = ToRequest(asking, wish);
  return Follow<audit::v1::ReplayResponse>(
      session, asking, std::chrono::seconds(wish.retry_seconds),
      [&](grpc::ClientContext* context) { return asking.audit().Replay(context, request); },
      [&](const audit::v1::ReplayResponse& response) {
        for (const ReplayItem& item : response.items()) {
          WriteLogLine(session, item);
          if (const uint64_t reached = Reached(item); reached > 0) request.set_from_position(reached + 1);
          // A resume must not run on in another log that a restore has made.
          if (item.has_caught_up()) request.set_incarnation(item.caught_up().incarnation());
        }
        session.out.flush();
        return static_cast<bool>(session.out);
      });
}

}  // namespace homeward::cli
