// Reads a file of batches to its end, publishes it, and tells what was refused.
#ifndef HOMEWARD_SERVICES_CLI_PUBLISH_SENDING_H_
#define HOMEWARD_SERVICES_CLI_PUBLISH_SENDING_H_

#include <cstdint>
#include <istream>
#include <string>

#include "services/cli/client/agency_api.h"
#include "services/cli/publish/progress.h"
#include "services/cli/publish/publisher.h"
#include "services/cli/session.h"
#include "services/cli/signing/batch_signer.h"

namespace homeward::cli {

inline constexpr uint64_t kRefusedShownMax = 50;  // refused batches told one by one to a person

struct SendingOptions {
  std::string file;  // how refusals name what is read; empty for standard input
  bool validate_only = false;
  bool resume = false;
  bool stop_on_refusal = false;
  BatchSigner* signer = nullptr;  // signs every batch; null: nobody does
  Publisher::Options publisher;
};

struct SendingSummary {
  uint64_t batches = 0;  // lines that hold one
  uint64_t recorded = 0;
  uint64_t duplicate = 0;  // had been recorded before
  uint64_t skipped = 0;    // with resume: known to be recorded
  uint64_t refused = 0;
  uint64_t events = 0;  // in recorded and duplicate batches
  uint64_t last_position = 0;
  bool complete = false;  // every line was answered
};

// Blocks until all is answered; adds to `summary`, so that several files have one. Refusals and lost connections are
// told on stderr as they come.
ExitCode Send(const Session& session, const Connection& connection, const AgencyApi& api, std::istream& in,
              const SendingOptions& options, Progress* progress, SendingSummary* summary);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_PUBLISH_SENDING_H_
