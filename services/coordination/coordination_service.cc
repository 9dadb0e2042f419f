#include "services/coordination/coordination_service.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "homeward/coordination/v1/coordination.grpc.pb.h"
#include "services/coordination/subjects.h"
#include "services/reading/cursor_source.h"
#include "services/reading/follow.h"
#include "services/reading/permission.h"

namespace homeward::services {
namespace {

namespace pb = coordination::v1;
using Context = grpc::CallbackServerContext;
using Unary = grpc::ServerUnaryReactor;
using projections::ReadingPtr;
using projections::Views;

class CoordinationService : public pb::Coordination::CallbackService {
 public:
  explicit CoordinationService(const Core& core) : core_(core) {}

  Unary* ListReferrals(Context* context, const pb::ListReferralsRequest* request,
                       pb::ListReferralsResponse* response) override {
    return Query(context, request, response, {"ListReferrals", ""}, &Views::ListReferrals);
  }
  Unary* GetReferral(Context* context, const pb::GetReferralRequest* request,
                     pb::GetReferralResponse* response) override {
    return Single(context, request, response, {"GetReferral", SubjectOf(*request), nullptr, RecordedAs(*request)},
                  &Views::GetReferral);
  }
  Unary* ListInbox(Context* context, const pb::ListInboxRequest* request, pb::ListInboxResponse* response) override {
    return Query(context, request, response, {"ListInbox", ""}, &Views::ListInbox);
  }
  Unary* ListOutbox(Context* context, const pb::ListOutboxRequest* request, pb::ListOutboxResponse* response) override {
    return Query(context, request, response, {"ListOutbox", ""}, &Views::ListOutbox);
  }
  Unary* ListCases(Context* context, const pb::ListCasesRequest* request, pb::ListCasesResponse* response) override {
    return Query(context, request, response, {"ListCases", ""}, &Views::ListCases);
  }
  Unary* GetCase(Context* context, const pb::GetCaseRequest* request, pb::GetCaseResponse* response) override {
    return Single(context, request, response, {"GetCase", SubjectOf(*request)}, &Views::GetCase);
  }
  Unary* GetScreening(Context* context, const pb::GetScreeningRequest* request,
                      pb::GetScreeningResponse* response) override {
    return Single(context, request, response, {"GetScreening", SubjectOf(*request)}, &Views::GetScreening);
  }
  Unary* GetVictimTimeline(Context* context, const pb::GetVictimTimelineRequest* request,
                           pb::GetVictimTimelineResponse* response) override {
    return Single(context, request, response, {"GetVictimTimeline", SubjectOf(*request)}, &Views::GetVictimTimeline);
  }
  Unary* GetServiceUserRecord(Context* context, const pb::GetServiceUserRecordRequest* request,
                              pb::GetServiceUserRecordResponse* response) override {
    return Single(context, request, response, {"GetServiceUserRecord", SubjectOf(*request)},
                  &Views::GetServiceUserRecord);
  }
  Unary* ListChanges(Context* context, const pb::ListChangesRequest* request,
                     pb::ListChangesResponse* response) override {
    return Query(context, request, response, {"ListChanges", ""}, &Views::ListChanges);
  }
  Unary* ListRules(Context* context, const pb::ListRulesRequest* request, pb::ListRulesResponse* response) override {
    return Query(context, request, response, {"ListRules", ""}, &Views::ListRules);
  }

  Unary* ListDifferences(Context* context, const pb::ListDifferencesRequest* request,
                         pb::ListDifferencesResponse* response) override {
    return Ask(core_, context, *request, response,
               {"ListDifferences", SubjectOf(*request), nullptr, RecordedAs(*request)},
               [this, request](const Viewer& viewer) -> absl::StatusOr<pb::ListDifferencesResponse> {
                 auto answer = core_.views.ListDifferences(*request, viewer);
                 if (!answer.ok() || !request->subject().empty()) return answer;
                 // Each row is told as its own single read tells it, so each is a look of its own.
                 for (const pb::Difference& row : answer->differences()) {
                   const Look look{viewer, "ListDifferences", row.subject()};
                   if (const absl::Status kept = Record(core_, look, {true, "as_asked"}); !kept.ok()) return kept;
                 }
                 return answer;
               });
  }
  Unary* Explain(Context* context, const pb::ExplainRequest* request, pb::ExplainResponse* response) override {
    return Query(context, request, response, {"Explain", SubjectOf(*request), nullptr, RecordedAs(*request)},
                 &Views::Explain);
  }

  grpc::ServerWriteReactor<pb::WatchReferralsResponse>* WatchReferrals(
      Context* context, const pb::WatchReferralsRequest* request) override {
    return Watch<pb::WatchReferralsResponse>(context, request, {"WatchReferrals", ""}, &Views::WatchReferrals);
  }
  grpc::ServerWriteReactor<pb::WatchCaseResponse>* WatchCase(Context* context,
                                                             const pb::WatchCaseRequest* request) override {
    return Watch<pb::WatchCaseResponse>(context, request, {"WatchCase", SubjectOf(*request)}, &Views::WatchCase);
  }
  grpc::ServerWriteReactor<pb::WatchVictimResponse>* WatchVictim(Context* context,
                                                                 const pb::WatchVictimRequest* request) override {
    return Watch<pb::WatchVictimResponse>(context, request, {"WatchVictim", SubjectOf(*request)}, &Views::WatchVictim);
  }

  Unary* GetViewStatus(Context* context, const pb::GetViewStatusRequest* request,
                       pb::GetViewStatusResponse* response) override {
    return Ask(core_, context, *request, response, {"GetViewStatus", ""},
               [this, request](const Viewer&) -> absl::StatusOr<pb::GetViewStatusResponse> {
                 return core_.views.Status(request->digests());
               });
  }
  Unary* RebuildViews(Context* context, const pb::RebuildViewsRequest* request,
                      pb::RebuildViewsResponse* response) override {
    return Ask(core_, context, *request, response, {"RebuildViews", "", OperatorsOnly},
               [this](const Viewer&) -> absl::StatusOr<pb::RebuildViewsResponse> {
                 const eventstore::Head head = core_.store.head();
                 const absl::Status begun = core_.views.Rebuild();
                 if (!begun.ok()) return begun;
                 pb::RebuildViewsResponse rebuilt;
                 rebuilt.set_position(head.position.value);
                 rebuilt.set_incarnation(absl::BytesToHexString(head.incarnation));
                 return rebuilt;
               });
  }

 private:
  // Answered from what deciding about its subject has read.
  template <typename Request, typename Response>
  Unary* Single(Context* context, const Request* request, Response* response, Question question,
                absl::StatusOr<Response> (Views::*query)(const Request&, const Viewer&, const ReadingPtr&)) {
    return Ask(core_, context, *request, response, std::move(question),
               [this, request, query](const Viewer& viewer, const ReadingPtr& reading) {
                 return (core_.views.*query)(*request, viewer, reading);
               });
  }

  template <typename Request, typename Response>
  Unary* Query(Context* context, const Request* request, Response* response, Question question,
               absl::StatusOr<Response> (Views::*query)(const Request&, const Viewer&)) {
    return Ask(core_, context, *request, response, std::move(question),
               [this, request, query](const Viewer& viewer) { return (core_.views.*query)(*request, viewer); });
  }

  template <typename Response, typename Request>
  grpc::ServerWriteReactor<Response>* Watch(Context* context, const Request* request, Question question,
                                            absl::StatusOr<std::unique_ptr<projections::WatchCursor<Response>>> (
                                                Views::*watch)(const Request&, const Viewer&)) {
    using Source = std::unique_ptr<PullSource<Response>>;
    return Follow<Response>(core_, context, *request, std::move(question),
                            [this, request, watch](const Viewer& viewer) -> absl::StatusOr<Source> {
                              auto cursor = (core_.views.*watch)(*request, viewer);
                              if (!cursor.ok()) return cursor.status();
                              return std::make_unique<CursorSource<Response>>(*std::move(cursor));
                            });
  }

  const Core& core_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCoordinationService(const Core& core) {
  return std::make_unique<CoordinationService>(core);
}

}  // namespace homeward::services
