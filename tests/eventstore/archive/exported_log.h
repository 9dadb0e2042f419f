// A real log and its exports, for tests that forge them. All data is synthetic.
#ifndef HOMEWARD_TESTS_EVENTSTORE_ARCHIVE_EXPORTED_LOG_H_
#define HOMEWARD_TESTS_EVENTSTORE_ARCHIVE_EXPORTED_LOG_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/archive/verifier.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/note/note_key.h"
#include "eventstore/store.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {

// One position of an export, in memory, where a forger can get at it.
struct ExportedItem {
  std::string entry;     // 114 bytes
  std::string exported;  // ExportedRecord
};
using ExportedItems = std::vector<ExportedItem>;

inline constexpr char kOrigin[] = "log.example/homeward";

// The record inside; made anew with other bytes, with the entry that belongs to them if `entry`.
std::string RecordOf(const ExportedItem& item);
ExportedItem ItemOf(const std::string& record);

// Signed by the key, with cosignatures of the witnesses.
std::string CheckpointBytes(uint64_t size, const Hash& root, const SigningKey& log,
                            const std::vector<SigningKey>& witnesses = {});

// Root over the entries.
Hash RootOf(const ExportedItems& items, size_t size);

// Writes items beyond what the directory has, and the checkpoint; the root is that of the items.
absl::Status WriteExport(const std::string& directory, const ExportedItems& items, const SigningKey& log,
                         const std::vector<SigningKey>& witnesses = {});

std::string ReadAll(const std::string& path);
void WriteAll(const std::string& path, const std::string& bytes);

class ExportedLog {
 public:
  ExportedLog();

  // `batches` batches of 1, 2, … 7, 1, 2, … events, of new referrals and of further events of these.
  void Publish(int batches);
  // What lies in the store now.
  ExportedItems Read() const;
  Store& store() { return *store_; }

  const SigningKey key;
  VerifyOptions options;  // with the key

 private:
  TempDirectory directory_;
  std::unique_ptr<Store> store_;
  uint64_t referrals_ = 0;
  int batches_ = 0;
};

// "ok", "not checked", or "<first position>: <what>".
std::string Say(const LevelReport& level);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_TESTS_EVENTSTORE_ARCHIVE_EXPORTED_LOG_H_
