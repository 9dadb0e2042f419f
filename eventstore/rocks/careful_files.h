// A file system that deletes nothing any more once a write or a sync has failed.
//
// A failed sync may still be durable. When the manifest's sync fails, RocksDB 7.8 removes the files that it was about
// to take in, while the entry that names them may be on the disk: the database then does not open any more. So the
// files stay; after a restart RocksDB itself removes those that the manifest does not name.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_CAREFUL_FILES_H_
#define HOMEWARD_EVENTSTORE_ROCKS_CAREFUL_FILES_H_

#include <memory>

#include "rocksdb/env.h"

namespace homeward::eventstore {

// Over the files of `env`, which must outlive it.
std::unique_ptr<rocksdb::Env> MakeCarefulEnv(rocksdb::Env* env);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_CAREFUL_FILES_H_
