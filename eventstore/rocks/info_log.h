// Where RocksDB's own messages go: never to a LOG file beside the data, since writing it to a full disk aborts the
// process. Warnings and worse become lines on standard error, at most so many a minute; the rest is dropped.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_INFO_LOG_H_
#define HOMEWARD_EVENTSTORE_ROCKS_INFO_LOG_H_

#include <memory>
#include <string>

#include "rocksdb/env.h"

namespace homeward::eventstore {

inline constexpr int kInfoLogLinesPerMinute = 30;

// `name` says which database speaks. Thread-safe.
std::shared_ptr<rocksdb::Logger> MakeInfoLog(std::string name);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_INFO_LOG_H_
