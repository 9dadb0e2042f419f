// Sends a load over one stream for each lane and checks every answer.
#ifndef HOMEWARD_TESTS_BENCH_SENDER_H_
#define HOMEWARD_TESTS_BENCH_SENDER_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/load.h"
#include "tests/bench/target.h"

namespace homeward::bench {

struct SendOptions {
  uint32_t in_flight = 96;                      // closed loop: batches of the whole load without an answer
  bool in_flight_each = false;                  // closed loop: counted for each lane, so that none waits for another
  double events_per_s = 0;                      // open loop at this rate; 0: closed loop
  std::chrono::duration<double> stop_after{0};  // takes up no further batch then; 0: sends all
};

struct Sent {
  uint64_t events = 0;  // acknowledged
  uint64_t last_position = 0;
  double seconds = 0;     // from the first batch to the last acknowledgement
  double client_cpu = 0;  // seconds, of this process meanwhile
  double server_cpu = 0;
  std::chrono::steady_clock::time_point last_ack;
  std::vector<double> ack_ms;                      // of each batch
  std::vector<std::pair<uint64_t, double>> curve;  // events acknowledged, seconds: a hundred points
};

// Blocks until all is answered. A refusal, a duplicate or a lost stream is an error that says what and where.
absl::Status Send(const Target& target, const Load& load, const SendOptions& options, Sent* sent);

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_SENDER_H_
