// Reads a server stream to its end, and takes it up again where it was lost.
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_FOLLOW_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_FOLLOW_H_

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <thread>

#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"
#include "services/cli/client/query.h"
#include "services/cli/session.h"
#include "services/cli/words.h"

namespace homeward::cli {

inline constexpr int kFollowRetrySecondsDefault = 60;
inline constexpr std::chrono::milliseconds kFollowBackoffMin{200};
inline constexpr std::chrono::milliseconds kFollowBackoffMax{2'000};

// `open` begins the call from wherever the last item left off; `take` gets each item and says whether to go
// on. Ends when the server ends the stream, `take` says so, or nothing has come for `retry_for` of a lost
// connection.
template <typename Response>
ExitCode Follow(
    const Session& session, Asking& asking, std::chrono::seconds retry_for,
    const std::function<std::unique_ptr<grpc::ClientReader<Response>>(grpc::ClientContext*)>& open,
    const std::function<bool(const Response&)>& take) {
  auto last_item = std::chrono::steady_clock::now();
  std::chrono::milliseconds backoff = kFollowBackoffMin;
  while (true) {
    grpc::ClientContext context;
    asking.connection().Prepare(&context, /*streams=*/true);
    std::unique_ptr<grpc::ClientReader<Response>> reader = open(&context);
    Response response;
    while (reader->Read(&response)) {
      last_item = std::chrono::steady_clock::now();
      backoff = kFollowBackoffMin;
      if (!take(response)) {
        context.TryCancel();
        return kExitOk;
      }
      response.Clear();
    }
    const grpc::Status status = reader->Finish();
    if (status.ok()) return kExitOk;
    // A server that stops cancels what is open; we cancel only above, and return there.
    const bool lost = status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                      status.error_code() == grpc::StatusCode::CANCELLED;
    if (!lost || std::chrono::steady_clock::now() - last_item > retry_for) {
      asking.Answered(status);
      return asking.exit();
    }
    session.err << session.Say(words::kConnectionLost) << ' ' << session.Say(words::kTryingAgain) << ' '
                << backoff.count() << " ms\n";
    std::this_thread::sleep_for(backoff);
    backoff = std::min(backoff * 2, kFollowBackoffMax);
  }
}

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_FOLLOW_H_
