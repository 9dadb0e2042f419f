#include "services/cli/signing/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "eventstore/signing/batch_signature.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using eventstore::FromHex;
using eventstore::ToHex;
using record::v1::SignedBatch;
using State = JournalBatch::State;

constexpr std::string_view kHeader = "homeward-signing-journal 1";

std::string HexOf(const SignedBatch& batch) { return ToHex(eventstore::CanonicalBytes(batch)); }

bool ParseSigned(std::string_view hex, SignedBatch* batch) {
  const std::string bytes = FromHex(hex);
  return !bytes.empty() && batch->ParseFromString(bytes);
}

// Takes one line; false if it is none.
bool TakeLine(std::string_view line, JournalContent* content) {
  const std::vector<std::string> words = absl::StrSplit(contract::View(line), ' ');
  JournalBatch* const last = content->batches.empty() ? nullptr : &content->batches.back();
  uint64_t sequence = 0;
  if (words[0] == "follows" && words.size() == 2 && content->batches.empty() && !content->follows) {
    return ParseSigned(words[1], &content->follows.emplace());
  }
  if (words[0] == "signed" && words.size() == 4) {
    JournalBatch batch{.batch = {}, .event_id = words[1], .salt_seed = FromHex(words[2])};
    const bool good = batch.salt_seed.size() == eventstore::kSaltSeedBytes && ParseSigned(words[3], &batch.batch);
    content->batches.push_back(std::move(batch));
    return good;
  }
  // What became of the last one.
  if (last == nullptr || words.size() < 3 || !absl::SimpleAtoi(words[1], &sequence) ||
      sequence != last->batch.sequence() || last->state != State::kSent) {
    return false;
  }
  if (words[0] == "refused" && words.size() == 3) {
    last->state = State::kRefused;
    return true;
  }
  if (words[0] == "recorded" && words.size() == 4 && absl::SimpleAtoi(words[2], &last->position)) {
    last->state = State::kRecorded;
    return true;
  }
  return false;
}

absl::Status FileError(const std::string& path, const char* doing) {
  return absl::UnavailableError(Cat(doing, " ", path, ": ", std::strerror(errno)));
}

absl::StatusOr<std::string> ReadAll(const std::string& path, int file) {
  std::string text;
  char block[64 << 10];
  for (off_t at = 0;;) {
    const ssize_t n = ::pread(file, block, sizeof block, at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FileError(path, "Reading");
    if (n == 0) return text;
    text.append(block, static_cast<size_t>(n));
    at += n;
  }
}

}  // namespace

absl::StatusOr<JournalContent> JournalContent::Parse(std::string_view text, size_t* whole_bytes) {
  JournalContent content;
  *whole_bytes = 0;
  for (size_t line = 1;; ++line) {
    const size_t end = text.find('\n', *whole_bytes);
    if (end == std::string_view::npos) return content;
    const std::string_view words = text.substr(*whole_bytes, end - *whole_bytes);
    if (line == 1 ? words != kHeader : !TakeLine(words, &content)) {
      return absl::DataLossError(Cat("line ", line, " is not a line of a signing journal"));
    }
    *whole_bytes = end + 1;
  }
}

absl::StatusOr<JournalContent> JournalContent::Read(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return FileError(path, "Opening");
  const absl::StatusOr<std::string> text = ReadAll(path, file);
  ::close(file);
  if (!text.ok()) return text.status();
  size_t whole_bytes = 0;
  absl::StatusOr<JournalContent> content = Parse(*text, &whole_bytes);
  if (!content.ok()) return absl::DataLossError(Cat(path, ": ", std::string(content.status().message())));
  if (whole_bytes == 0) return absl::DataLossError(Cat(path, ": not a signing journal"));
  return content;
}

const SignedBatch* JournalContent::last() const {
  for (auto it = batches.rbegin(); it != batches.rend(); ++it) {
    if (it->state == State::kRecorded) return &it->batch;
  }
  return follows ? &*follows : nullptr;
}

absl::StatusOr<std::unique_ptr<Journal>> Journal::Open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return FileError(path, "Opening");
  std::unique_ptr<Journal> journal(new Journal(path, file));
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(Cat(path, ": another process signs with this journal"));
  }
  const absl::StatusOr<std::string> text = ReadAll(path, file);
  if (!text.ok()) return text.status();
  size_t whole_bytes = 0;
  absl::StatusOr<JournalContent> content = JournalContent::Parse(*text, &whole_bytes);
  if (!content.ok()) return absl::DataLossError(Cat(path, ": ", std::string(content.status().message())));
  journal->content_ = *std::move(content);
  for (size_t i = 0; i < journal->content_.batches.size(); ++i) {
    const JournalBatch& batch = journal->content_.batches[i];
    if (batch.state != State::kRefused) journal->by_event_[batch.event_id] = i;
  }
  if (whole_bytes < text->size() && ::ftruncate(file, static_cast<off_t>(whole_bytes)) != 0) {
    return FileError(path, "Cutting the torn end of");
  }
  if (whole_bytes == 0) {
    if (absl::Status made = journal->Append(kHeader, /*sync=*/true); !made.ok()) return made;
    const size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    if (absl::Status synced = eventstore::SyncDirectory(folder); !synced.ok()) return synced;
  }
  return journal;
}

Journal::~Journal() { ::close(file_); }

const JournalBatch* Journal::Find(const std::string& event_id) const {
  const auto found = by_event_.find(event_id);
  return found == by_event_.end() ? nullptr : &content_.batches[found->second];
}

const JournalBatch* Journal::unanswered() const {
  const bool open = !content_.batches.empty() && content_.batches.back().state == State::kSent;
  return open ? &content_.batches.back() : nullptr;
}

absl::Status Journal::Follow(const SignedBatch& last) {
  if (absl::Status status = Append(Cat("follows ", HexOf(last)), /*sync=*/true); !status.ok()) return status;
  content_.follows = last;
  return absl::OkStatus();
}

absl::Status Journal::Signed(const std::string& event_id, const std::string& salt_seed, const SignedBatch& batch) {
  const absl::Status status = Append(Cat("signed ", event_id, " ", ToHex(salt_seed), " ", HexOf(batch)), /*sync=*/true);
  if (!status.ok()) return status;
  by_event_[event_id] = content_.batches.size();
  content_.batches.push_back({.batch = batch, .event_id = event_id, .salt_seed = salt_seed});
  return absl::OkStatus();
}

absl::Status Journal::Recorded(uint64_t position) {
  JournalBatch& last = content_.batches.back();
  const absl::Status status =
      Append(Cat("recorded ", last.batch.sequence(), " ", position, " ", last.batch.count()), /*sync=*/false);
  if (!status.ok()) return status;
  last.state = State::kRecorded;
  last.position = position;
  return absl::OkStatus();
}

absl::Status Journal::Refused(std::string_view reason) {
  JournalBatch& last = content_.batches.back();
  const absl::Status status =
      Append(Cat("refused ", last.batch.sequence(), " ", reason.empty() ? "UNKNOWN" : reason), /*sync=*/false);
  if (!status.ok()) return status;
  last.state = State::kRefused;
  by_event_.erase(last.event_id);
  return absl::OkStatus();
}

absl::Status Journal::Append(std::string_view line, bool sync) {
  if (!failed_.ok()) return failed_;  // half a line may stand there: the next start cuts it off
  const std::string text = Cat(line, "\n");
  size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = ::write(file_, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed_ = FileError(path_, "Writing");
    written += static_cast<size_t>(n);
  }
  if (sync && ::fdatasync(file_) != 0) return failed_ = FileError(path_, "Syncing");
  return absl::OkStatus();
}

}  // namespace homeward::cli
