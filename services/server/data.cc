#include "services/server/data.h"

#include <filesystem>
#include <string>
#include <utility>

#include "eventstore/reason.h"
#include "proto/contract/contract.h"
#include "proto/contract/text.h"
#include "services/limits.h"
#include "services/logging/log.h"
#include "services/server/files.h"

namespace homeward::services {
namespace {

// A person of whom the log speaks; empty: of nobody.
absl::StatusOr<std::string> SomePerson(const eventstore::Store& store) {
  const std::string prefix = contract::Cat(contract::SubjectPrefix(options::v1::SUBJECT_KIND_PERSON), ":");
  std::string person;
  const absl::Status visited =
      store.VisitSubjects(prefix, eventstore::Position(0), [&](std::string_view subject, const auto&) {
        person = subject.substr(prefix.size());
        return false;
      });
  if (!visited.ok()) return visited;
  return person;
}

// Another key would refuse every person of whom the log speaks, and a new one would be taken for good.
absl::StatusOr<std::unique_ptr<eventstore::PersonIds>> LoadPersonIds(const Config& config,
                                                                     const eventstore::Store& store) {
  const std::string& named = config.person_id_key_file();
  const std::string path = named.empty() ? config.data_directory() + "/person-id.key" : named;
  const absl::StatusOr<std::string> person = SomePerson(store);
  if (!person.ok()) return person.status();
  std::error_code error;
  const bool there = std::filesystem::exists(path, error);
  if (there || person->empty()) {
    absl::StatusOr<eventstore::PersonIds> ids = eventstore::PersonIds::Load(path);
    if (!ids.ok()) return ids.status();
    if (person->empty() || ids->Minted(*person)) return std::make_unique<eventstore::PersonIds>(*std::move(ids));
  }
  return absl::FailedPreconditionError(
      contract::Cat(path, there ? " is not the key with which the log's person ids were minted" : " is missing",
                    ". Put back the one that the log was begun with"));
}

absl::StatusOr<std::unique_ptr<eventstore::Store>> OpenStore(const Config& config, const eventstore::Clock& clock) {
  eventstore::StoreOptions options;
  options.directory = config.data_directory() + "/log";
  options.strict_witness = config.strict_witness();
  options.min_free_bytes = config.min_free_bytes();
  options.clock = clock;
  options.verify_at_start = config.verify_at_start();
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

std::string ViewsDirectory(const Config& config) { return config.data_directory() + "/views"; }

absl::StatusOr<std::unique_ptr<projections::Views>> OpenViews(const Config& config, const eventstore::Clock& clock,
                                                              eventstore::Store* store) {
  const projections::ViewsOptions options{.directory = ViewsDirectory(config), .clock = clock};
  auto views = projections::Views::Open(options, store);
  if (eventstore::ReasonOf(views.status()) != eventstore::kViewsDamaged) return views;
  if (const absl::Status dropped = DropViews(config, views.status()); !dropped.ok()) return dropped;
  return projections::Views::Open(options, store);
}

}  // namespace

absl::Status DropViews(const Config& config, const absl::Status& why) {
  Log(LogLevel::kError, "views_dropped", {{"why", std::string(why.message())}, {"next", "made again from the log"}});
  std::error_code error;
  std::filesystem::remove_all(ViewsDirectory(config), error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(contract::Cat("cannot remove ", ViewsDirectory(config), ": ", error.message()));
}

absl::StatusOr<Data> OpenData(const Config& config, const std::function<eventstore::Micros()>& clock) {
  if (const absl::Status made = MakeDirectories(config.data_directory()); !made.ok()) return made;
  // The store takes the directory's lock: whoever fails to open it has written nothing here.
  auto store = OpenStore(config, clock);
  if (!store.ok()) return store.status();
  auto checkpoints = OpenCheckpoints(config, **store);
  if (!checkpoints.ok()) return checkpoints.status();
  auto person_ids = LoadPersonIds(config, **store);
  if (!person_ids.ok()) return person_ids.status();
  auto access = eventstore::AccessLog::Open({.directory = config.data_directory() + "/access",
                                             .clock = clock,
                                             .verify_at_start = config.verify_at_start(),
                                             .min_free_bytes = config.min_free_bytes() / kLooksFloorDivisor});
  if (!access.ok()) return access.status();
  auto views = OpenViews(config, clock, store->get());
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
