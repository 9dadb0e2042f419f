// What lies in the data directory, opened in order: log (which takes the lock), the key of person ids,
// access log, views.
//
//   <data_directory>/log      the event store
//   <data_directory>/checkpoint, checkpoint.key   what the log has signed of itself, and with what; unless the config
//                             names others
//   <data_directory>/access   the access log
//   <data_directory>/views    the views; may be deleted while the server is stopped
//   <data_directory>/person-id.key   made at the first start, unless the config names another
#ifndef HOMEWARD_SERVICES_SERVER_DATA_H_
#define HOMEWARD_SERVICES_SERVER_DATA_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "eventstore/access_log.h"
#include "eventstore/checkpoints.h"
#include "eventstore/person_ids.h"
#include "eventstore/store.h"
#include "projections/views.h"
#include "services/server/config.h"

namespace homeward::services {

// Closed in the order views, access, checkpoints, store.
struct Data {
  std::unique_ptr<eventstore::PersonIds> person_ids;
  std::unique_ptr<eventstore::Store> store;
  std::unique_ptr<eventstore::Checkpoints> checkpoints;
  std::unique_ptr<eventstore::AccessLog> access;
  std::unique_ptr<projections::Views> views;
};

// RESOURCE_EXHAUSTED: no space. DATA_LOSS: log or access log is damaged. Damaged views are dropped, to be made again.
absl::StatusOr<Data> OpenData(const Config& config, const std::function<eventstore::Micros()>& clock);

// While nobody has them open. `why` is logged.
absl::Status DropViews(const Config& config, const absl::Status& why);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_DATA_H_
