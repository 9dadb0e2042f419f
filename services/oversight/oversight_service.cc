#include "services/oversight/oversight_service.h"

#include <utility>

#include "homeward/oversight/v1/oversight.grpc.pb.h"
#include "services/reading/cursor_source.h"
#include "services/reading/follow.h"

namespace homeward::services {
namespace {

namespace pb = oversight::v1;
using Context = grpc::CallbackServerContext;
using Unary = grpc::ServerUnaryReactor;
using projections::Views;

class OversightService : public pb::Oversight::CallbackService {
 public:
  explicit OversightService(const Core& core) : core_(core) {}

  Unary* ListDeadlines(Context* context, const pb::ListDeadlinesRequest* request,
                       pb::ListDeadlinesResponse* response) override {
    return Query(context, request, response, "ListDeadlines", &Views::ListDeadlines);
  }
  Unary* ListConcerns(Context* context, const pb::ListConcernsRequest* request,
                      pb::ListConcernsResponse* response) override {
    return Query(context, request, response, "ListConcerns", &Views::ListConcerns);
  }
  Unary* GetIndicators(Context* context, const pb::GetIndicatorsRequest* request,
                       pb::GetIndicatorsResponse* response) override {
    return Query(context, request, response, "GetIndicators", &Views::GetIndicators);
  }
  Unary* GetReport(Context* context, const pb::GetReportRequest* request, pb::GetReportResponse* response) override {
    return Query(context, request, response, "GetReport", &Views::GetReport);
  }

  grpc::ServerWriteReactor<pb::WatchDeadlinesResponse>* WatchDeadlines(
      Context* context, const pb::WatchDeadlinesRequest* request) override {
    using Source = std::unique_ptr<PullSource<pb::WatchDeadlinesResponse>>;
    return Follow<pb::WatchDeadlinesResponse>(
        core_, context, *request, {"WatchDeadlines", ""},
        [this, request](const Viewer& viewer) -> absl::StatusOr<Source> {
          auto cursor = core_.views.WatchDeadlines(*request, viewer);
          if (!cursor.ok()) return cursor.status();
          return std::make_unique<CursorSource<pb::WatchDeadlinesResponse>>(*std::move(cursor));
        });
  }

 private:
  template <typename Request, typename Response>
  Unary* Query(Context* context, const Request* request, Response* response, std::string_view method,
               absl::StatusOr<Response> (Views::*query)(const Request&, const Viewer&)) {
    return Ask(core_, context, *request, response, {method, ""},
               [this, request, query](const Viewer& viewer) { return (core_.views.*query)(*request, viewer); });
  }

  const Core& core_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOversightService(const Core& core) {
  return std::make_unique<OversightService>(core);
}

}  // namespace homeward::services
