#include "services/operations/operations_service.h"

#include <atomic>
#include <memory>
#include <string>

#include "homeward/operations/v1/operations.grpc.pb.h"
#include "services/errors/errors.h"
#include "services/identity/peer.h"
#include "services/logging/log.h"
#include "services/operations/backing_up.h"
#include "services/reading/viewer.h"
#include "services/server/deadline.h"

namespace homeward::services {
namespace {

namespace pb = operations::v1;

constexpr char kOperator[] = "operator";

absl::Status Busy() {
  return Refusal(absl::StatusCode::kUnavailable, "BACKUP_UNDER_WAY", "Another backup is being made.",
                 "Wait until it is done.");
}

absl::Status ForOperators() {
  return Refusal(absl::StatusCode::kPermissionDenied, "ROLE_NOT_PERMITTED",
                 "The certificate's role may not make this call.", "Use an operator's certificate.");
}

class OperationsService : public pb::Operations::CallbackService {
 public:
  explicit OperationsService(const Core& core) : core_(core) {}

  grpc::ServerUnaryReactor* Backup(grpc::CallbackServerContext* context, const pb::BackupRequest* request,
                                   pb::BackupResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const absl::StatusOr<Caller> caller = CallerOf(*context, core_.peers);
    if (!caller.ok()) Log(LogLevel::kWarning, "caller_refused", {{"method", "Backup"}});
    absl::Status refused = caller.status();
    if (refused.ok()) refused = RequireDeadline(*context);
    if (refused.ok()) refused = CheckBackupName(request->name());
    if (!refused.ok()) {
      reactor->Finish(ToGrpcStatus(refused));
      return reactor;
    }
    // Copying the records is a look at all of them.
    const Look look{ClaimedViewer(*caller, ReadContext()), "Backup", "log"};
    const bool permitted = caller->role == kOperator;
    const bool taken = core_.backups.Submit([=, this] {
      const absl::Status recorded = Record(core_, look, {permitted, permitted ? kOperator : "role_not_permitted"});
      reactor->Finish(ToGrpcStatus(!recorded.ok() ? recorded
                                   : permitted    ? Run(context, *request, response)
                                                  : ForOperators()));
    });
    if (!taken) reactor->Finish(ToGrpcStatus(Busy()));
    return reactor;
  }

 private:
  absl::Status Run(grpc::CallbackServerContext* context, const pb::BackupRequest& request,
                   pb::BackupResponse* response) {
    // A server that stops does not wait for it, nor does anybody who has gone.
    const auto stopping = std::make_shared<std::atomic<bool>>(false);
    const auto key = core_.streams.Add(StreamKind::kWait, "", [stopping] { *stopping = true; });
    if (!key.ok()) return key.status();
    auto made = BackUp(core_, request.name(), [&] { return !*stopping && !context->IsCancelled(); });
    core_.streams.Remove(*key);
    if (!made.ok()) return made.status();
    *response = *std::move(made);
    return absl::OkStatus();
  }

  const Core& core_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOperationsService(const Core& core) {
  return std::make_unique<OperationsService>(core);
}

}  // namespace homeward::services
