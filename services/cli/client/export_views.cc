#include "services/cli/client/export_views.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "eventstore/archive/export_reader.h"
#include "projections/projector/fold_records.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

constexpr uint64_t kProgressEvery = 16'384;  // positions

// A folder that nobody else has.
absl::StatusOr<std::string> MakeScratch() {
  std::error_code error;
  const std::filesystem::path root = std::filesystem::temp_directory_path(error);
  std::string folder = (root / "homeward-views-XXXXXX").string();
  if (error || mkdtemp(folder.data()) == nullptr)
    return absl::UnavailableError(Cat("no temporary folder can be made in ", root.string()));
  return folder;
}

}  // namespace

absl::StatusOr<ExportViews> FoldExport(const std::string& directory, uint64_t position,
                                       const std::function<void(uint64_t)>& progress) {
  const auto reader = eventstore::ExportReader::Open(directory);
  if (!reader.ok()) return reader.status();
  const auto scratch = MakeScratch();
  if (!scratch.ok()) return scratch.status();
  auto fold = projections::RecordsFold::Begin(*scratch);
  if (!fold.ok()) return fold.status();
  ExportViews views{.position = position};
  absl::Status status;
  const absl::Status read =
      reader->ForEach(1, position, [&](eventstore::Position at, const eventstore::ExportedView& exported) {
        if (progress && at.value % kProgressEvery == 0) progress(at.value);
        if (exported.withheld) {
          ++views.withheld;
        } else if (views.withheld == 0) {
          status = (*fold)->Add(exported.record);
        }
        return status.ok();
      });
  if (!read.ok()) return read;
  if (!status.ok()) return status;
  if (views.withheld > 0) return views;
  auto digests = (*fold)->Finish();
  if (!digests.ok()) return digests.status();
  views.digests = *std::move(digests);
  return views;
}

}  // namespace homeward::cli
