// The journal of an agency that signs: each signed batch, written down before it is sent, and what became of it. It
// lets a crashed publisher send the very same batch again, and shows later what a log has left out.
//
//   homeward-signing-journal 1
//   follows <SignedBatch>                            the unit's last batch before this journal, if there was one
//   signed <id of the first event> <seed> <SignedBatch>      bytes in hexadecimal
//   recorded <sequence> <first position> <events>
//   refused <sequence> <reason>                      the sequence is free again
#ifndef HOMEWARD_SERVICES_CLI_SIGNING_JOURNAL_H_
#define HOMEWARD_SERVICES_CLI_SIGNING_JOURNAL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::cli {

struct JournalBatch {
  enum class State { kSent, kRecorded, kRefused };  // sent: nobody knows what became of it
  record::v1::SignedBatch batch;
  std::string event_id;   // of its first event
  std::string salt_seed;  // 32 bytes
  State state = State::kSent;
  uint64_t position = 0;  // of its first event, where recorded
};

// What a journal says. Plain data.
struct JournalContent {
  std::optional<record::v1::SignedBatch> follows;
  std::vector<JournalBatch> batches;  // in the order of their signing

  // DATA_LOSS: not a journal, or a line of it is damaged; the message names the line. A torn last line is passed over;
  // `whole_bytes`: how far the lines are whole.
  static absl::StatusOr<JournalContent> Parse(std::string_view text, size_t* whole_bytes);
  // Errors of reading the file too.
  static absl::StatusOr<JournalContent> Read(const std::string& path);

  // The last batch that is recorded, or what the journal follows; null: there is none.
  const record::v1::SignedBatch* last() const;
};

// One process writes a journal, one thread at a time.
class Journal {
 public:
  // Made with mode 0600 if absent. FAILED_PRECONDITION: another process has it open.
  static absl::StatusOr<std::unique_ptr<Journal>> Open(const std::string& path);
  ~Journal();

  const JournalContent& content() const { return content_; }
  const std::string& path() const { return path_; }
  // The batch that begins with this event and was not refused; null: none.
  const JournalBatch* Find(const std::string& event_id) const;
  // The last batch, if nobody knows what became of it; null: that is known.
  const JournalBatch* unanswered() const;

  // Synced when they return.
  absl::Status Follow(const record::v1::SignedBatch& last);
  absl::Status Signed(const std::string& event_id, const std::string& salt_seed, const record::v1::SignedBatch& batch);
  // Of the last batch. Not synced: what is lost of it, the log can tell again.
  absl::Status Recorded(uint64_t position);
  absl::Status Refused(std::string_view reason);

 private:
  Journal(std::string path, int file) : path_(std::move(path)), file_(file) {}
  absl::Status Append(std::string_view line, bool sync);

  const std::string path_;
  const int file_;
  absl::Status failed_;  // the first failed write; for ever
  JournalContent content_;
  std::unordered_map<std::string, size_t> by_event_;  // → batches
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_SIGNING_JOURNAL_H_
