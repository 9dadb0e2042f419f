#include "services/audit/audit_service.h"

#include <memory>
#include <string>

#include "homeward/audit/v1/audit.grpc.pb.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"
#include "services/audit/answers.h"
#include "services/audit/replay.h"
#include "services/proofs/answers.h"
#include "services/proofs/export.h"
#include "services/reading/follow.h"
#include "services/reading/permission.h"
#include "services/reading/unrecorded.h"
#include "services/server/deadline.h"

namespace homeward::services {
namespace {

namespace pb = audit::v1;
using Context = grpc::CallbackServerContext;
using Unary = grpc::ServerUnaryReactor;

// The unit in "kind/unit/key"; empty where the name has another shape.
std::string_view UnitOfStream(std::string_view stream) {
  const size_t first = stream.find('/');
  const size_t second = first == std::string_view::npos ? first : stream.find('/', first + 1);
  return second == std::string_view::npos ? std::string_view() : stream.substr(first + 1, second - first - 1);
}

std::string AskedOf(const pb::ReplayRequest& request) {
  return request.subjects_size() == 1 && request.subjects(0).size() <= 80 ? request.subjects(0) : "log";
}

// Ends a call whose request cannot be read.
class MalformedCall : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  MalformedCall() {
    Finish(ToGrpcStatus(Refusal(absl::StatusCode::kInvalidArgument, "SCHEMA_INVALID",
                                "The request is not a well-formed message.",
                                "Build the request from the service's published contract.")));
  }
  void OnDone() override { delete this; }
};

// Replay answers in bytes: wire_recorded.h.
class AuditService : public pb::Audit::WithRawCallbackMethod_Replay<pb::Audit::CallbackService> {
 public:
  explicit AuditService(const Core& core) : core_(core) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Replay(Context* context, const grpc::ByteBuffer* bytes) override {
    const auto request = std::make_shared<pb::ReplayRequest>();
    grpc::ByteBuffer copy = *bytes;
    if (!grpc::SerializationTraits<pb::ReplayRequest>::Deserialize(&copy, request.get()).ok()) return new MalformedCall;
    return Follow<grpc::ByteBuffer>(
        core_, context, *request, {"Replay", "", nullptr, AskedOf(*request)},
        [this, request](const Viewer& viewer) { return OpenReplay(core_, *request, viewer); });
  }

  Unary* GetHead(Context* context, const pb::GetHeadRequest* request, pb::GetHeadResponse* response) override {
    return Ask(core_, context, *request, response, {"GetHead", "", nullptr, "log"},
               [this](const Viewer&) { return AnswerHead(core_); });
  }

  Unary* GetStream(Context* context, const pb::GetStreamRequest* request, pb::GetStreamResponse* response) override {
    const auto own = [stream = request->stream()](const Viewer& viewer) -> AccessDecision {
      if (viewer.role == projections::Role::kAuditor) return {true, "auditor"};
      if (contract::UnitCovers(viewer.unit(), UnitOfStream(stream))) return {true, "author"};
      return {false, "not_a_participant"};
    };
    const std::string asked = request->stream().size() <= 128 ? request->stream() : "?";
    return Ask(core_, context, *request, response, {"GetStream", "", own, contract::Cat("stream:", asked)},
               [this, request](const Viewer&) { return AnswerStream(core_, *request); });
  }

  Unary* GetDigests(Context* context, const pb::GetDigestsRequest* request, pb::GetDigestsResponse* response) override {
    return Ask(core_, context, *request, response, {"GetDigests", "", OperatorsOnly, "views"},
               [this, request](const Viewer&) { return AnswerDigests(core_, *request); });
  }

  Unary* Rebuild(Context* context, const pb::RebuildRequest* request, pb::RebuildResponse* response) override {
    return Ask(core_, context, *request, response, {"Rebuild", "", OperatorsOnly, "views"},
               [this](const Viewer&) { return AnswerRebuild(core_); });
  }

  Unary* ListAccess(Context* context, const pb::ListAccessRequest* request, pb::ListAccessResponse* response) override {
    return Ask(core_, context, *request, response, {"ListAccess", "", AuditorsOnly, "access_log"},
               [this, request](const Viewer&) { return AnswerAccess(core_, *request); });
  }

  // The contract is public: no purpose, no record.
  Unary* ListEventTypes(Context* context, const pb::ListEventTypesRequest*,
                        pb::ListEventTypesResponse* response) override {
    Unary* reactor = context->DefaultReactor();
    if (const absl::Status bounded = RequireDeadline(*context); !bounded.ok()) {
      reactor->Finish(ToGrpcStatus(bounded));
      return reactor;
    }
    const absl::StatusOr<Caller> caller = CallerOf(*context, core_.peers);
    if (caller.ok()) *response = EventTypes();
    reactor->Finish(ToGrpcStatus(caller.status()));
    return reactor;
  }

  Unary* GetCheckpoint(Context* context, const pb::GetCheckpointRequest* request,
                       pb::GetCheckpointResponse* response) override {
    return AskUnrecorded(core_, context, response, "GetCheckpoint",
                         [this, request] { return AnswerCheckpoint(core_, *request); });
  }

  Unary* GetConsistencyProof(Context* context, const pb::GetConsistencyProofRequest* request,
                             pb::GetConsistencyProofResponse* response) override {
    return AskUnrecorded(core_, context, response, "GetConsistencyProof",
                         [this, request] { return AnswerConsistency(core_, *request); });
  }

  Unary* GetTile(Context* context, const pb::GetTileRequest* request, pb::GetTileResponse* response) override {
    return AskUnrecorded(core_, context, response, "GetTile", [this, request] { return AnswerTile(core_, *request); });
  }

  Unary* AddCosignature(Context* context, const pb::AddCosignatureRequest* request,
                        pb::AddCosignatureResponse* response) override {
    return AskUnrecorded(core_, context, response, "AddCosignature",
                         [this, request] { return AnswerCosignature(core_, *request); });
  }

  Unary* GetInclusionProof(Context* context, const pb::GetInclusionProofRequest* request,
                           pb::GetInclusionProofResponse* response) override {
    return Ask(core_, context, *request, response, {"GetInclusionProof", "", nullptr, "log"},
               [this, request](const Viewer& viewer) { return AnswerInclusion(core_, *request, viewer); });
  }

  grpc::ServerWriteReactor<pb::ExportResponse>* Export(Context* context, const pb::ExportRequest* request) override {
    return Follow<pb::ExportResponse>(
        core_, context, *request, {"Export", "", AuditorsOnly, "log"},
        [this, copy = *request](const Viewer& viewer) { return OpenExport(core_, copy, viewer); });
  }

 private:
  const Core& core_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAuditService(const Core& core) { return std::make_unique<AuditService>(core); }

}  // namespace homeward::services
