// What every service needs of the server, by reference: built in server.cc in the order of its members' lives.
#ifndef HOMEWARD_SERVICES_SERVER_CORE_H_
#define HOMEWARD_SERVICES_SERVER_CORE_H_

#include <functional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "eventstore/access_log.h"
#include "eventstore/checkpoints.h"
#include "eventstore/person_ids.h"
#include "eventstore/store.h"
#include "projections/views.h"
#include "services/identity/peer.h"
#include "services/metrics/metrics.h"
#include "services/publish/intake.h"
#include "services/workers/open_streams.h"
#include "services/workers/pool.h"

namespace homeward::services {

// All parts are thread-safe and outlive every call.
struct Core {
  eventstore::Store& store;
  eventstore::Checkpoints& checkpoints;
  projections::Views& views;
  eventstore::AccessLog& access;
  const eventstore::PersonIds& person_ids;
  const Intake& intake;
  Metrics& metrics;
  WorkerPool& queries;  // may read the disk and sync
  WorkerPool& answers;  // one thread: takes answers off the committer wherever others wait for theirs
  OpenStreams& streams;
  const absl::flat_hash_set<std::string>& export_mandates;  // SPIFFE ids
  Peers peers;                                              // who may be at the other end
  std::function<eventstore::Micros()> clock;
  WorkerPool& backups;  // one thread: a backup takes as long as the log is long
  const std::string& backup_directory;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_CORE_H_
