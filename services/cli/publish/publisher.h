// Sends batches over one bidirectional stream, several in flight, until each has its answer. If the
// connection is lost it connects again and resends, in order, what was not answered: safe, since a batch is
// recorded once however often it comes.
//
//   Publisher publisher(connection, api.publish_method, options, on_answer, on_retry);
//   while (…) if (!publisher.Submit(batch)) break;
//   grpc::Status status = publisher.Finish();
#ifndef HOMEWARD_SERVICES_CLI_PUBLISH_PUBLISHER_H_
#define HOMEWARD_SERVICES_CLI_PUBLISH_PUBLISHER_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"
#include "homeward/common/v1/publish.pb.h"
#include "services/cli/client/connection.h"
#include "services/cli/publish/batch_reader.h"

namespace homeward::cli {

inline constexpr int kInFlightDefault = 32;  // batches that wait for their answer; the server's own limit
inline constexpr int kInFlightMax = 256;
inline constexpr int kRetrySecondsDefault = 30;  // without any answer, before giving up
inline constexpr int kRetrySecondsMax = 86'400;
inline constexpr std::chrono::milliseconds kBackoffMin{200};  // doubled at each try
inline constexpr std::chrono::milliseconds kBackoffMax{2'000};

class Publisher {
 public:
  struct Options {
    int in_flight = kInFlightDefault;
    std::chrono::seconds retry_for{kRetrySecondsDefault};
  };
  // What is told of a batch once it is answered; the line and events are those of Batch.
  struct Answered {
    uint64_t line = 0;
    int events = 0;
    common::v1::BatchAnswer answer;
  };
  // Both are called on other threads than the caller's, one call at a time; they must not call the publisher.
  using OnAnswer = std::function<void(const Answered&)>;
  using OnRetry = std::function<void(const grpc::Status&, std::chrono::milliseconds wait)>;

  // `connection` outlives it.
  Publisher(const Connection& connection, std::string method, Options options, OnAnswer on_answer, OnRetry on_retry);
  ~Publisher();  // gives up what is unanswered

  // Waits while as many are in flight as may be. False: the publisher has given up or was stopped; Finish
  // says why.
  bool Submit(const Batch& batch);

  // Waits until every batch that was submitted is answered, though OnAnswer may not have returned. False as above.
  bool WaitUntilIdle();

  // No further batch is taken and none waits to be answered. For the caller's thread and for OnAnswer.
  void Stop();

  // Waits for the answers that are due. OK: every batch is answered, or Stop() was called.
  grpc::Status Finish();

 private:
  class Stream;
  struct Pending {
    uint64_t line;
    int events;
    grpc::ByteBuffer bytes;
  };
  enum class Verdict { kAnswered, kTryAgain };

  void Run();
  // Waits until the stream has ended; its status.
  grpc::Status RunStream();
  bool MayRetry(const grpc::Status& status) const;
  Verdict TakeAnswer(const common::v1::BatchAnswer& answer);

  const Connection& connection_;
  const std::string method_;
  const Options options_;
  const OnAnswer on_answer_;
  const OnRetry on_retry_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Pending> pending_;  // unanswered, in order
  Stream* stream_ = nullptr;     // the one that runs
  bool closing_ = false;         // no more batches will come
  bool stopped_ = false;         // nobody waits for the rest
  bool ended_ = false;           // the thread is done; status_ says how
  grpc::Status status_;
  std::chrono::steady_clock::time_point last_progress_;
  std::thread thread_;
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_PUBLISH_PUBLISHER_H_
