// The views: what floor 4 asks. One object for one log; opening it starts the thread that folds events into rows.
//
//   auto views = Views::Open({.directory = "/var/lib/homeward/views"}, store.get());
//   Viewer viewer{.role = Role::kLabour, .spiffe = …, .certificate_unit = "soc", .acting_unit = "soc.01"};
//   auto board = (*views)->ListReferrals(request, viewer);
//
// All methods may be called from any thread. Queries are synchronous: they read rows of one snapshot, never wait for
// new events, and may take milliseconds, so call them on worker threads, not in a gRPC reaction. The caller waits for
// `min_position` with OnReach, and makes its access record durable before it answers.
//
// Errors of queries: NOT_FOUND (unknown, or not this viewer's to know: the same answer), PERMISSION_DENIED (a list
// outside the viewer's unit or province), INVALID_ARGUMENT (reason in the message), ABORTED (page token outlived by
// another version of the view or another log), OUT_OF_RANGE (as known at a position beyond the view),
// RESOURCE_EXHAUSTED (a list of an earlier time, while another is being folded).
#ifndef HOMEWARD_PROJECTIONS_VIEWS_H_
#define HOMEWARD_PROJECTIONS_VIEWS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/store.h"
#include "eventstore/types.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "homeward/oversight/v1/oversight.pb.h"
#include "projections/access/viewer.h"

namespace homeward::projections {

namespace pb = ::homeward::coordination::v1;

struct ViewsOptions {
  std::string directory;                      // created if absent; may be deleted while closed: the log is its recovery
  std::function<eventstore::Micros()> clock;  // "now" where a query names no as_at; null: the system's clock
};

// How far a rebuild or catch-up has come.
struct Progress {
  eventstore::Position position;  // folded and visible to queries
  eventstore::Position head;      // of the log
  bool rebuilding = false;
  eventstore::Position rebuilt;  // of a rebuild that is under way: folded into the new views
  absl::Status status;           // not OK: the projector stopped; queries answer what they have
  absl::Status rebuild_status;   // of the last rebuild; not OK: the old views go on
};

// Of the views as they knew the log up to exactly `position`.
struct ViewDigests {
  eventstore::Position position;
  std::string incarnation;                                   // of the log, 16 bytes
  std::vector<std::pair<std::string, std::string>> by_view;  // name → as Views::Digest says it
};

// What MayRead has read for one look, for the Get… of the same look: both then rest on one position, and the facts are
// read once. One thread at a time; null: nothing has been read. Drop it with the look, and before the Views.
struct Reading;
using ReadingPtr = std::shared_ptr<Reading>;

// Follows one query: a snapshot, then the latest state of what changed, each run ended by caught_up.
// Pull-based, so a slow reader costs nothing but its place. One thread at a time may call Poll; OnGrowth's callback
// comes on the projector's thread and must not block. Destroy it before the Views.
template <typename Response>
class WatchCursor {
 public:
  virtual ~WatchCursor() = default;
  // Appends about `max` responses (at least one if there is anything new); none when there is nothing new.
  virtual absl::Status Poll(size_t max, std::vector<Response>* responses) = 0;
  // Calls `wake` once, when there may be more than Poll has given; at once if there already is. A second call
  // replaces the first.
  virtual void OnGrowth(std::function<void()> wake) = 0;
  virtual eventstore::Position position() const = 0;  // resume after this one
  // After how long Poll may give more though nothing was recorded, because a day has passed; none: never. As of the
  // last Poll.
  virtual std::optional<std::chrono::microseconds> rests() const { return std::nullopt; }
};

class Views {
 public:
  virtual ~Views() = default;

  // `store` must outlive the Views.
  static absl::StatusOr<std::unique_ptr<Views>> Open(ViewsOptions options, eventstore::Store* store);

  virtual absl::StatusOr<pb::ListReferralsResponse> ListReferrals(const pb::ListReferralsRequest& request,
                                                                  const Viewer& viewer) = 0;
  virtual absl::StatusOr<pb::GetReferralResponse> GetReferral(const pb::GetReferralRequest& request,
                                                              const Viewer& viewer, const ReadingPtr& reading) = 0;
  absl::StatusOr<pb::GetReferralResponse> GetReferral(const pb::GetReferralRequest& request, const Viewer& viewer) {
    return GetReferral(request, viewer, nullptr);
  }
  virtual absl::StatusOr<pb::ListInboxResponse> ListInbox(const pb::ListInboxRequest& request,
                                                          const Viewer& viewer) = 0;
  virtual absl::StatusOr<pb::ListOutboxResponse> ListOutbox(const pb::ListOutboxRequest& request,
                                                            const Viewer& viewer) = 0;
  virtual absl::StatusOr<pb::ListCasesResponse> ListCases(const pb::ListCasesRequest& request,
                                                          const Viewer& viewer) = 0;
  virtual absl::StatusOr<pb::GetCaseResponse> GetCase(const pb::GetCaseRequest& request, const Viewer& viewer,
                                                      const ReadingPtr& reading) = 0;
  absl::StatusOr<pb::GetCaseResponse> GetCase(const pb::GetCaseRequest& request, const Viewer& viewer) {
    return GetCase(request, viewer, nullptr);
  }
  virtual absl::StatusOr<pb::GetScreeningResponse> GetScreening(const pb::GetScreeningRequest& request,
                                                                const Viewer& viewer, const ReadingPtr& reading) = 0;
  absl::StatusOr<pb::GetScreeningResponse> GetScreening(const pb::GetScreeningRequest& request, const Viewer& viewer) {
    return GetScreening(request, viewer, nullptr);
  }
  virtual absl::StatusOr<pb::GetVictimTimelineResponse> GetVictimTimeline(const pb::GetVictimTimelineRequest& request,
                                                                          const Viewer& viewer,
                                                                          const ReadingPtr& reading) = 0;
  absl::StatusOr<pb::GetVictimTimelineResponse> GetVictimTimeline(const pb::GetVictimTimelineRequest& request,
                                                                  const Viewer& viewer) {
    return GetVictimTimeline(request, viewer, nullptr);
  }
  virtual absl::StatusOr<pb::GetServiceUserRecordResponse> GetServiceUserRecord(
      const pb::GetServiceUserRecordRequest& request, const Viewer& viewer, const ReadingPtr& reading) = 0;
  absl::StatusOr<pb::GetServiceUserRecordResponse> GetServiceUserRecord(const pb::GetServiceUserRecordRequest& request,
                                                                        const Viewer& viewer) {
    return GetServiceUserRecord(request, viewer, nullptr);
  }
  virtual absl::StatusOr<pb::ListChangesResponse> ListChanges(const pb::ListChangesRequest& request,
                                                              const Viewer& viewer) = 0;
  virtual absl::StatusOr<pb::ListRulesResponse> ListRules(const pb::ListRulesRequest& request,
                                                          const Viewer& viewer) = 0;

  // What became another between two positions, for each row the events that did it. Also INVALID_ARGUMENT: too much
  // lies between.
  virtual absl::StatusOr<pb::ListDifferencesResponse> ListDifferences(const pb::ListDifferencesRequest& request,
                                                                      const Viewer& viewer) = 0;
  // Which events a shown value comes from. Also RESOURCE_EXHAUSTED: more events bear on it than are weighed at once.
  virtual absl::StatusOr<pb::ExplainResponse> Explain(const pb::ExplainRequest& request, const Viewer& viewer) = 0;

  // Clocks, longest due first. Also PERMISSION_DENIED: another coordinator's province.
  virtual absl::StatusOr<oversight::v1::ListDeadlinesResponse> ListDeadlines(
      const oversight::v1::ListDeadlinesRequest& request, const Viewer& viewer) = 0;
  // What asks for attention, by what is wrong; of what the viewer may read.
  virtual absl::StatusOr<oversight::v1::ListConcernsResponse> ListConcerns(
      const oversight::v1::ListConcernsRequest& request, const Viewer& viewer) = 0;
  // Figures; of nobody, so for everybody. Also INVALID_ARGUMENT: no such plan or indicator; FAILED_PRECONDITION: a
  // break-down of an enforcement figure.
  virtual absl::StatusOr<oversight::v1::GetIndicatorsResponse> GetIndicators(
      const oversight::v1::GetIndicatorsRequest& request, const Viewer& viewer) = 0;
  virtual absl::StatusOr<oversight::v1::GetReportResponse> GetReport(const oversight::v1::GetReportRequest& request,
                                                                     const Viewer& viewer) = 0;

  // What a Get… or Watch… on this subject ("person:p…", "referral:…", "case:…") would decide, and why, without
  // reading it: the access record needs it before the answer leaves. Sets `reading` (null: it is not wanted).
  virtual absl::StatusOr<AccessDecision> MayRead(const eventstore::Subject& subject, const Viewer& viewer,
                                                 ReadingPtr* reading) = 0;
  absl::StatusOr<AccessDecision> MayRead(const eventstore::Subject& subject, const Viewer& viewer) {
    return MayRead(subject, viewer, nullptr);
  }

  // The same rules as the queries; NOT_FOUND at once where the viewer may not watch.
  virtual absl::StatusOr<std::unique_ptr<WatchCursor<pb::WatchReferralsResponse>>> WatchReferrals(
      const pb::WatchReferralsRequest& request, const Viewer& viewer) = 0;
  virtual absl::StatusOr<std::unique_ptr<WatchCursor<pb::WatchCaseResponse>>> WatchCase(
      const pb::WatchCaseRequest& request, const Viewer& viewer) = 0;
  virtual absl::StatusOr<std::unique_ptr<WatchCursor<pb::WatchVictimResponse>>> WatchVictim(
      const pb::WatchVictimRequest& request, const Viewer& viewer) = 0;

  // Tells also what becomes overdue because its day has passed; it need not be polled for that more often than once a
  // minute.
  virtual absl::StatusOr<std::unique_ptr<WatchCursor<oversight::v1::WatchDeadlinesResponse>>> WatchDeadlines(
      const oversight::v1::WatchDeadlinesRequest& request, const Viewer& viewer) = 0;

  // The log position up to which queries answer.
  virtual eventstore::Position position() const = 0;
  // Calls `callback` once the views have reached `position`: at once (on this thread) if they already have, else on
  // the projector's thread. Must not block. Never called if the Views are destroyed first. The returned token takes it
  // back (0: already called).
  virtual uint64_t OnReach(eventstore::Position position, std::function<void()> callback) = 0;
  virtual void CancelOnReach(uint64_t token) = 0;

  virtual std::vector<std::string> names() const = 0;  // of the views: "referrals", "cases", "victims", …
  // SHA-256 in hexadecimal over name, keys and rows, positions and appended times left out: equal for any merge of the
  // same streams and after any rebuild. NOT_FOUND: no such view.
  virtual absl::StatusOr<std::string> Digest(const std::string& view) const = 0;
  // Of these views (none: of all) at one position: that of the views, or as known at an earlier one. Equal to what any
  // server says that has the same log up to there.
  virtual absl::StatusOr<ViewDigests> Digests(const std::vector<std::string>& names,
                                              const pb::KnownAt& known_at) const = 0;
  virtual pb::GetViewStatusResponse Status(bool digests) const = 0;

  // Folds new views from zero beside the old ones, which answer until the new have caught up. Returns when it has
  // begun.
  virtual absl::Status Rebuild() = 0;
  virtual Progress progress() const = 0;

  // Queries of an earlier time that take long end with CANCELLED from now on: the server is going down.
  virtual void Stop() = 0;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_VIEWS_H_
