// How a family takes in a sorted file that was written beside the database, on its disk.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_TAKE_IN_H_
#define HOMEWARD_EVENTSTORE_ROCKS_TAKE_IN_H_

#include "rocksdb/options.h"

namespace homeward::eventstore {

inline rocksdb::IngestExternalFileOptions TakeInOptions() {
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.failed_move_fall_back_to_copy = false;
  options.write_global_seqno = false;  // no write into a finished file
  return options;
}

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_TAKE_IN_H_
