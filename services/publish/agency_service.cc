#include "services/publish/agency_service.h"

#include <string>
#include <utility>

#include "homeward/border_guard/v1/border_guard_service.grpc.pb.h"
#include "homeward/commune/v1/commune_service.grpc.pb.h"
#include "homeward/labour/v1/labour_service.grpc.pb.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "homeward/programme/v1/programme_service.grpc.pb.h"
#include "homeward/prosecution/v1/prosecution_service.grpc.pb.h"
#include "services/errors/errors.h"
#include "services/publish/lookups.h"
#include "services/publish/publish_stream.h"
#include "services/server/deadline.h"

namespace homeward::services {
namespace {

using contract::Agency;

grpc::ServerUnaryReactor* Refuse(grpc::CallbackServerContext* context, const absl::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

// Publishing takes the messages as bytes, since what is recorded is what came, to the byte.
template <typename Service>
using RawPublish = typename Service::template WithRawCallbackMethod_Publish<
    typename Service::template WithRawCallbackMethod_PublishBatch<
        typename Service::template WithCallbackMethod_LastSourceSequence<
            typename Service::template WithCallbackMethod_MintPersonIds<typename Service::Service>>>>;

template <typename Service, typename LastRequest, typename LastResponse, typename MintRequest, typename MintResponse>
class AgencyService : public RawPublish<Service> {
 public:
  AgencyService(const Core& core, Agency agency) : core_(core), agency_(agency) {}

  PublishStream::Reactor* Publish(grpc::CallbackServerContext* context) override {
    return PublishStream::Begin(core_, agency_, *context);
  }

  grpc::ServerUnaryReactor* PublishBatch(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override {
    const absl::StatusOr<Caller> caller = Publisher(*context);
    if (!caller.ok()) return Refuse(context, caller.status());
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    SubmitBatch(core_, agency_, *caller, *request, [reactor, response](common::v1::BatchAnswer answer) {
      if (answer.has_refusal()) return reactor->Finish(ToGrpcStatus(std::move(*answer.mutable_refusal())));
      *response = ToBytes(answer);
      reactor->Finish(grpc::Status::OK);
    });
    return reactor;
  }

  grpc::ServerUnaryReactor* LastSourceSequence(grpc::CallbackServerContext* context, const LastRequest* request,
                                               LastResponse* response) override {
    absl::StatusOr<Caller> caller = Publisher(*context);
    if (!caller.ok()) return Refuse(context, caller.status());
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const bool taken = core_.queries.Submit([this, caller = *std::move(caller), request, response, reactor] {
      if (!request->signing_unit().empty()) {
        auto last = LastOwnSigned(core_, caller, request->signing_unit());
        if (!last.ok()) return reactor->Finish(ToGrpcStatus(last.status()));
        if (last->position.value != 0) *response->mutable_last_signed() = std::move(last->batch);
        response->set_position(last->position.value);
        return reactor->Finish(grpc::Status::OK);
      }
      const auto mark = LastOwnSequence(core_, caller, request->source());
      if (!mark.ok()) return reactor->Finish(ToGrpcStatus(mark.status()));
      response->set_source_sequence(mark->sequence);
      response->set_position(mark->position.value);
      reactor->Finish(grpc::Status::OK);
    });
    if (!taken) reactor->Finish(ToGrpcStatus(TooManyQueries()));
    return reactor;
  }

  grpc::ServerUnaryReactor* MintPersonIds(grpc::CallbackServerContext* context, const MintRequest* request,
                                          MintResponse* response) override {
    const absl::StatusOr<Caller> caller = Publisher(*context);
    if (!caller.ok()) return Refuse(context, caller.status());
    auto ids = MintIds(core_, request->count(), request->service_users());
    if (!ids.ok()) return Refuse(context, ids.status());
    for (std::string& id : *ids) response->add_ids(std::move(id));
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  // Of a unary call: it has a deadline.
  absl::StatusOr<Caller> Publisher(const grpc::CallbackServerContext& context) const {
    if (absl::Status bounded = RequireDeadline(context); !bounded.ok()) return bounded;
    return PublisherOf(core_, agency_, context);
  }

  const Core& core_;
  const Agency agency_;
};

}  // namespace

// One line for each agency.
#define HOMEWARD_AGENCY(package, Service, agency)                                                                \
  services.push_back(                                                                                            \
      std::make_unique<AgencyService<package::v1::Service, package::v1::LastSourceSequenceRequest,               \
                                     package::v1::LastSourceSequenceResponse, package::v1::MintPersonIdsRequest, \
                                     package::v1::MintPersonIdsResponse>>(core, Agency::agency))

std::vector<std::unique_ptr<grpc::Service>> MakeAgencyServices(const Core& core) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  HOMEWARD_AGENCY(labour, Labour, AGENCY_LABOUR);
  HOMEWARD_AGENCY(police, Police, AGENCY_POLICE);
  HOMEWARD_AGENCY(border_guard, BorderGuard, AGENCY_BORDER_GUARD);
  HOMEWARD_AGENCY(prosecution, Prosecution, AGENCY_PROSECUTION);
  HOMEWARD_AGENCY(commune, Commune, AGENCY_COMMUNE);
  HOMEWARD_AGENCY(programme, Programme, AGENCY_PROGRAMME);
  return services;
}
#undef HOMEWARD_AGENCY

}  // namespace homeward::services
