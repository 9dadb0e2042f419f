// A file system that is slow to delete.
//
// While a database is being opened, nothing that was there is touched: files that RocksDB finds to be of no use stay
// until the owner has found everything in order and says so, and if he does not, what opening wrote is taken back. A
// log that is refused is thus left as it was, and can still be put in order: an older manifest, for one, makes RocksDB
// delete the tables that only the newer one names.
//
// And nothing is deleted any more once a write or a sync has failed. A failed sync may still be durable. When the
// manifest's sync fails, RocksDB 7.8 removes the files that it was about to take in, while the entry that names them
// may be on the disk: the database then does not open any more. So the files stay; after a restart RocksDB itself
// removes those that the manifest does not name.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_CAREFUL_FILES_H_
#define HOMEWARD_EVENTSTORE_ROCKS_CAREFUL_FILES_H_

#include <cstdint>
#include <memory>
#include <string>

#include "rocksdb/env.h"

namespace homeward::eventstore {

class CarefulFileSystem;

class CarefulFiles {
 public:
  // Over the files of `env`, which must outlive it.
  explicit CarefulFiles(rocksdb::Env* env);
  ~CarefulFiles();

  rocksdb::Env* env() const { return env_.get(); }

  // Before opening: this file is read as if it ended at `offset`, and stays as it is on the disk.
  void ShowUpTo(const std::string& path, uint64_t offset);
  // Once what was opened has been found in order: the files of no use are deleted, as later ones will be at once.
  void Keep();
  // With the database closed again: what opening wrote is taken back, as far as the disk allows. Nothing after Keep.
  void TakeBack();

 private:
  std::shared_ptr<CarefulFileSystem> files_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_CAREFUL_FILES_H_
