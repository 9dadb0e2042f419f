#include "services/server/data.h"

#include <string>
#include <utility>

#include "services/logging/log.h"
#include "services/server/files.h"

namespace homeward::services {
namespace {

absl::StatusOr<std::unique_ptr<eventstore::PersonIds>> LoadPersonIds(const Config& config) {
  const std::string& named = config.person_id_key_file();
  const std::string path = named.empty() ? config.data_directory() + "/person-id.key" : named;
  absl::StatusOr<eventstore::PersonIds> ids = eventstore::PersonIds::Load(path);
  if (!ids.ok()) return ids.status();
  return std::make_unique<eventstore::PersonIds>(*std::move(ids));
}

absl::StatusOr<std::unique_ptr<eventstore::Store>> OpenStore(const Config& config, const eventstore::Clock& clock) {
  eventstore::StoreOptions options;
  options.directory = config.data_directory() + "/log";
  options.strict_witness = config.strict_witness();
  options.min_free_bytes = config.min_free_bytes();
  options.clock = clock;
  options.unsafe_no_sync = config.unsafe_no_sync();
  return eventstore::Store::Open(std::move(options));
}

absl::StatusOr<std::unique_ptr<eventstore::Checkpoints>> OpenCheckpoints(const Config& config,
                                                                         const eventstore::Store& store) {
  const auto named = [&](const std::string& path, const char* usual) {
    return path.empty() ? config.data_directory() + "/" + usual : path;
  };
  eventstore::CheckpointsOptions options;
  options.key_file = named(config.checkpoint_key_file(), "checkpoint.key");
  options.file = named(config.checkpoint_file(), "checkpoint");
  options.witness_keys.assign(config.witness_keys().begin(), config.witness_keys().end());
  options.interval = std::chrono::seconds(config.checkpoint_interval_seconds());
  return eventstore::Checkpoints::Open(std::move(options), store);
}

}  // namespace

absl::StatusOr<Data> OpenData(const Config& config, const std::function<eventstore::Micros()>& clock) {
  if (const absl::Status made = MakeDirectories(config.data_directory()); !made.ok()) return made;
  // The store takes the directory's lock: whoever fails to open it has written nothing here.
  auto store = OpenStore(config, clock);
  if (!store.ok()) return store.status();
  auto checkpoints = OpenCheckpoints(config, **store);
  if (!checkpoints.ok()) return checkpoints.status();
  auto person_ids = LoadPersonIds(config);
  if (!person_ids.ok()) return person_ids.status();
  auto access = eventstore::AccessLog::Open(config.data_directory() + "/access", clock);
  if (!access.ok()) return access.status();
  auto views =
      projections::Views::Open({.directory = config.data_directory() + "/views", .clock = clock}, store->get());
  if (!views.ok()) return views.status();
  const eventstore::Head head = (*store)->head();
  Log(LogLevel::kInfo, "opened",
      {{"head", head.position.value},
       {"origin", (*checkpoints)->origin()},
       {"views", (*views)->position().value},
       {"access_records", (*access)->head().position.value}});
  return Data{*std::move(person_ids), *std::move(store), *std::move(checkpoints), *std::move(access),
              *std::move(views)};
}

}  // namespace homeward::services
