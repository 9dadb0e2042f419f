// A window on its way to the disk: one sorted table file for each family, taken into the database all at once.
#ifndef HOMEWARD_EVENTSTORE_INDEX_WINDOW_FILE_H_
#define HOMEWARD_EVENTSTORE_INDEX_WINDOW_FILE_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/index/window.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/rocks/options.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// The index's families in the order in which the ledger is given them. The last one is dropped first when they are made
// anew, so that half an index is never taken for a whole one.
enum IndexFamily : size_t { kIds, kStreams, kSubjects, kSources, kIndexed };
std::vector<Family> IndexFamilies();

// Writes the files into `directory` (of the database's file system: they are moved, not copied) and takes them in. One
// entry of the manifest holds all families and `indexed_through`: after a crash either all of the window is there or
// nothing of it. Any one thread; readers and the log's writer go on.
absl::Status WriteWindow(const Window& window, const Ledger& ledger, const std::string& directory);

// Waits while RocksDB has more than kWindowFilesAtMost files of a family to merge: it holds back nobody who takes files
// in. Returns when `going`, asked now and then, says no, or merging has failed, which the next write is told.
void AwaitMerging(const Ledger& ledger, absl::FunctionRef<bool()> going);

// Makes the directory and removes what a crash left half written.
absl::Status ClearWindowFiles(const Ledger& ledger, const std::string& directory);

// The last position whose rows are in the families; 0 if there is no index, or not all of one.
absl::StatusOr<Position> IndexedThrough(const Ledger& ledger);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_INDEX_WINDOW_FILE_H_
