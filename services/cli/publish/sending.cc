#include "services/cli/publish/sending.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <ostream>
#include <utility>
#include <variant>

#include "absl/strings/str_format.h"
#include "services/cli/client/errors.h"
#include "services/cli/publish/batch_reader.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

// Counts the answers; the publisher calls it from its own threads while the reader goes on.
class Tally {
 public:
  Tally(const Session& session, std::string file, Progress* progress, SendingSummary* summary)
      : session_(session), file_(std::move(file)), progress_(progress), summary_(summary) {}

  void Read(uint64_t bytes, bool skipped) {
    std::lock_guard lock(mutex_);
    ++summary_->batches;
    if (skipped) ++summary_->skipped;
    bytes_ = bytes;
    Show();
  }

  void Refused(const Problems& problems) {
    std::lock_guard lock(mutex_);
    ++summary_->refused;
    if (session_.json() || summary_->refused <= kRefusedShownMax) {
      progress_->Interrupt([&] { Report(session_, problems); });
    } else if (summary_->refused == kRefusedShownMax + 1) {
      progress_->Interrupt([&] { session_.err << session_.Say(words::kFurtherRefusals) << '\n'; });
    }
  }

  void Answered(const Publisher::Answered& answered) {
    if (answered.answer.has_refusal()) {
      Refused(FromRpcStatus(answered.answer.refusal(), PlaceOf(file_, answered.line)));
      return;
    }
    std::lock_guard lock(mutex_);
    ++(answered.answer.duplicate() ? summary_->duplicate : summary_->recorded);
    summary_->events += static_cast<uint64_t>(answered.events);
    if (answered.answer.first_position() > 0) {
      summary_->last_position =
          std::max(summary_->last_position, answered.answer.first_position() + answered.answer.count() - 1);
    }
    Show();
  }

  void Retrying(std::chrono::milliseconds wait) {
    progress_->Interrupt([&] {
      session_.err << session_.Say(words::kConnectionLost) << ' ' << session_.Say(words::kTryingAgain) << ' '
                   << wait.count() << " ms\n";
    });
  }

  uint64_t refused() {
    std::lock_guard lock(mutex_);
    return summary_->refused;
  }

 private:
  void Show() {
    const uint64_t answered = summary_->recorded + summary_->duplicate + summary_->skipped + summary_->refused;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
    progress_->Update(bytes_,
                      absl::StrFormat("%d %s, %d %s, %.0f/s", answered, std::string(session_.Say(words::kBatches)),
                                      summary_->events, std::string(session_.Say(words::kEvents)),
                                      seconds > 0 ? static_cast<double>(summary_->events) / seconds : 0));
  }

  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  const Session& session_;
  const std::string file_;
  Progress* const progress_;
  SendingSummary* const summary_;
  uint64_t bytes_ = 0;
};

Problem NotSigned(const absl::Status& status) {
  Problem problem = FromStatus(status, "Mend the journal's disk or permissions, then publish the same file again.");
  problem.reason = "JOURNAL";
  return problem;
}

// What is recorded of each source, asked once for each.
class Recorded {
 public:
  Recorded(const Connection& connection, const AgencyApi& api) : connection_(connection), api_(api) {}

  // Whether every event of the batch is counted and recorded.
  grpc::Status Covers(const Batch& batch, bool* covers) {
    *covers = !batch.sources.empty();
    for (const SourceMark& mark : batch.sources) {
      auto [known, is_new] = last_.try_emplace(mark.source, 0);
      if (is_new) {
        grpc::Status status = LastSourceSequence(connection_, api_, mark.source, &known->second);
        if (!status.ok()) return status;
      }
      *covers = *covers && mark.sequence != 0 && mark.sequence <= known->second;
    }
    return grpc::Status::OK;
  }

 private:
  const Connection& connection_;
  const AgencyApi& api_;
  std::map<std::string, uint64_t> last_;
};

}  // namespace

ExitCode Send(const Session& session, const Connection& connection, const AgencyApi& api, std::istream& in,
              const SendingOptions& options, Progress* progress, SendingSummary* summary) {
  Tally tally(session, options.file, progress, summary);
  Recorded recorded(connection, api);
  BatchReader reader(in, api, options.validate_only, options.file);
  Publisher publisher(
      connection, api.publish_method, options.publisher,
      [&](const Publisher::Answered& answered) {
        if (options.signer != nullptr) options.signer->Answered(answered.answer);
        tally.Answered(answered);
      },
      [&](const grpc::Status&, std::chrono::milliseconds wait) { tally.Retrying(wait); });

  bool to_the_end = true;
  while (auto next = reader.Next()) {
    if (Problem* problem = std::get_if<Problem>(&*next)) {
      tally.Read(reader.bytes_read(), false);
      tally.Refused({*problem});
    } else {
      Batch& batch = std::get<Batch>(*next);
      bool skip = false;
      if (options.resume) {
        const grpc::Status status = recorded.Covers(batch, &skip);
        if (!status.ok()) {
          ExitCode exit = kExitFailure;
          progress->Interrupt([&] { exit = Report(session, FromGrpcStatus(status, connection.server())); });
          return exit;
        }
      }
      tally.Read(reader.bytes_read(), skip);
      if (!skip && options.signer != nullptr && publisher.WaitUntilIdle()) {
        const absl::Status status = options.signer->Sign(&batch);
        if (!status.ok()) {
          ExitCode exit = kExitFailure;
          progress->Interrupt([&] { exit = Report(session, NotSigned(status)); });
          return exit;
        }
      }
      to_the_end = skip || publisher.Submit(batch);
    }
    if (!to_the_end) break;
    if (options.stop_on_refusal && tally.refused() > 0) {
      to_the_end = false;
      break;
    }
  }
  const grpc::Status status = publisher.Finish();  // what is under way is still answered
  summary->complete = to_the_end && status.ok();
  if (!status.ok()) {
    ExitCode exit = kExitFailure;
    progress->Interrupt([&] { exit = Report(session, FromGrpcStatus(status, connection.server())); });
    return exit;
  }
  return tally.refused() > 0 ? kExitRefused : kExitOk;
}

}  // namespace homeward::cli
