// The server that is measured, and how each caller comes to it.
#ifndef HOMEWARD_TESTS_BENCH_TARGET_H_
#define HOMEWARD_TESTS_BENCH_TARGET_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace homeward::bench {

struct Target {
  std::string server;  // host:port
  std::string pki;     // folder of `homeward dev-certs`; empty: plaintext, callers are whom they say
  int pid = 0;         // whose CPU is counted; 0: nobody's

  bool plaintext() const { return pki.empty(); }
};

// Seconds of CPU that a process, or this one, has used so far, in user and kernel.
double CpuOf(int pid);
double CpuOfThis();

// A connection of its own, not shared with another channel of the same role. Waits until it stands.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const Target& target, const std::string& role);

// What goes with every call of `role`.
void Prepare(const Target& target, const std::string& role, grpc::ClientContext* context);

// "/homeward.labour.v1.Labour/Publish" for "labour".
std::string PublishMethod(const std::string& role);

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_TARGET_H_
