// The writer and the checker, as a program that tests may kill, starve and unplug:
//   log_oracle write DIRECTORY LEDGER [--batches N] [--window N] [--strict] [--no-sync] [--ack-unknown]
//                                     [--fault CALL N KIND]
//   log_oracle check DIRECTORY LEDGER [--forge]     prints its verdict as one line of JSON
//
// Exit: 0 done, or all is well; 1 wrong use or an impossible answer; 2 the log is not what the ledger says;
// 3 the log stopped after a failed write; 4 it could not be opened or read.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tests/oracle/checker.h"
#include "tests/oracle/faults.h"
#include "tests/oracle/writer.h"

namespace homeward::oracle {
namespace {

int WriteMain(WriterOptions options) {
  const absl::Status status = Write(std::move(options));
  const AnotherDisk no_faults;
  std::cout << "{\"status\": \"" << absl::StatusCodeToString(status.code()) << "\", \"calls\": " << FaultCalls()
            << ", \"faults\": " << FaultsDone() << "}" << std::endl;
  if (!status.ok()) std::cerr << status << std::endl;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kUnavailable:
      return 3;
    case absl::StatusCode::kAborted:
      return 1;
    default:
      return 4;
  }
}

// `forge`: an acknowledgement that nobody got is slipped in; the verdict must say so.
int CheckMain(const WriterOptions& options, bool forge) {
  absl::StatusOr<Ledger> ledger = Ledger::Read(options.ledger);
  if (!ledger.ok()) {
    std::cerr << ledger.status() << std::endl;
    return 1;
  }
  if (forge) {
    const uint64_t number = ledger->NextNumber();
    ledger->tried[number] = 1;
    ledger->acked[number] = 1;
  }
  const absl::StatusOr<Verdict> verdict = Check(options.store, *ledger);
  if (!verdict.ok()) {
    std::cerr << verdict.status() << std::endl;
    return 4;
  }
  std::cout << verdict->Json() << std::endl;
  return verdict->good() ? 0 : 2;
}

int Main(const std::vector<std::string>& words) {
  if (words.size() < 4) return 1;
  WriterOptions options;
  options.store.directory = words[2];
  options.store.min_free_bytes = 0;
  options.ledger = words[3];
  bool forge = false;
  for (size_t i = 4; i < words.size(); ++i) {
    const size_t left = words.size() - i - 1;
    const auto number = [&](size_t at) { return std::strtoull(words[at].c_str(), nullptr, 10); };
    if (words[i] == "--no-sync") {
      options.store.unsafe_no_sync = true;
    } else if (words[i] == "--strict") {
      options.store.strict_witness = true;
    } else if (words[i] == "--ack-unknown") {
      options.ack_unknown = true;
    } else if (words[i] == "--forge") {
      forge = true;
    } else if (words[i] == "--batches" && left >= 1) {
      options.batches = number(++i);
    } else if (words[i] == "--window" && left >= 1) {
      options.store.window_events = number(++i);
    } else if (words[i] == "--fault" && left >= 3) {
      if (!FailAt(words[i + 1], number(i + 2), words[i + 3])) return 1;
      i += 3;
    } else {
      std::cerr << "what is " << words[i] << "?" << std::endl;
      return 1;
    }
  }
  if (words[1] == "write") return WriteMain(std::move(options));
  return words[1] == "check" ? CheckMain(options, forge) : 1;
}

}  // namespace
}  // namespace homeward::oracle

int main(int argc, char** argv) { return homeward::oracle::Main(std::vector<std::string>(argv, argv + argc)); }
