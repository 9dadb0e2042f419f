// What clients wrote down outside the disk that fails: what they tried, what was acknowledged, what they were shown.
//
// One line each, written with one system call before (try) or after (ack, see) it happened:
//   try <number> <count>      events <number> … <number + count - 1> are about to be proposed as one batch
//   ack <number> <position>   that batch was acknowledged at this position
//   see <position> <number>   a watcher was shown this event there
// An event is made of its number alone, so that number and position say everything about it.
#ifndef HOMEWARD_TESTS_ORACLE_LEDGER_H_
#define HOMEWARD_TESTS_ORACLE_LEDGER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/proposal.h"

namespace homeward::oracle {

struct Ledger {
  std::map<uint64_t, uint32_t> tried;               // number of the batch's first event → events
  std::map<uint64_t, uint64_t> acked;               // number of the batch's first event → its position
  std::vector<std::pair<uint64_t, uint64_t>> seen;  // position, number

  uint64_t NextNumber() const;  // one that was never tried

  // An absent file is an empty ledger. A last line without its end is left out: whoever wrote it was killed.
  // DATA_LOSS: a line that no writer writes.
  static absl::StatusOr<Ledger> Read(const std::string& path);
};

// Appends; thread-safe. Ends the process if the ledger itself cannot be written: then nothing can be proven.
class LedgerFile {
 public:
  explicit LedgerFile(const std::string& path);
  ~LedgerFile();
  void Try(uint64_t number, uint32_t count) const;
  void Ack(uint64_t number, uint64_t position) const;
  void See(const std::vector<std::pair<uint64_t, uint64_t>>& seen) const;

 private:
  void Append(const std::string& lines) const;
  int fd_;
};

// The event of this number: the same bytes whenever it is made. Synthetic.
eventstore::ProposedEvent EventOf(uint64_t number);
// Of an event that was read: its number; nothing if its id is none of ours.
uint64_t NumberOf(const std::string& event_id);

}  // namespace homeward::oracle

#endif  // HOMEWARD_TESTS_ORACLE_LEDGER_H_
