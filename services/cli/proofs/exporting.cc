#include "services/cli/proofs/exporting.h"

#include <memory>
#include <utility>

#include "eventstore/archive/bundle.h"
#include "eventstore/archive/export_writer.h"
#include "eventstore/checkpoints.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/store.h"
#include "eventstore/tree/proof.h"
#include "services/cli/proofs/trust.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using audit::v1::Audit;
using eventstore::ExportWriter;
using eventstore::Position;

// The directory being filled.
class Filling {
 public:
  Filling(Session& session, const ExportWish& wish, Progress* progress, ExportSummary* summary)
      : session_(session), wish_(wish), progress_(progress), summary_(summary) {}

  bool Open() {
    auto writer = ExportWriter::Open(wish_.directory);
    if (!writer.ok()) return Fail(writer.status(), "Name an empty directory, or an export of this log.");
    writer_ = *std::move(writer);
    return true;
  }

  // The checkpoint at which the export will end.
  bool EndAt(std::string checkpoint) {
    checkpoint_ = std::move(checkpoint);
    const auto opened =
        wish_.log ? eventstore::OpenCheckpoint(checkpoint_, *wish_.log) : eventstore::ParseCheckpoint(checkpoint_);
    if (!opened.ok()) {
      exit_ = Report(session_, NotTrue("NOT_THIS_LOG", std::string(opened.status().message()),
                                       "Compare the key with the one that the log's operator published."));
      return false;
    }
    end_ = opened->checkpoint;
    if (size() >= writer_->size()) return true;
    exit_ = Report(session_, NotTrue("LOG_ROLLED_BACK",
                                     Cat("The log has ", size(), " positions, the export ", writer_->size(), "."),
                                     "Keep the export as evidence, and tell the witnesses."));
    return false;
  }

  // The checkpoint at which the directory ended until now; null: there is none that says anything.
  const eventstore::LogCheckpoint* before() const {
    const auto& previous = writer_->previous();
    return previous && previous->checkpoint.size > 0 ? &previous->checkpoint : nullptr;
  }

  // Nothing is added to good evidence before the log is known to go on where it ended.
  bool Forked() {
    exit_ = Report(session_, NotTrue("EXPORT_IS_NOT_THE_LOG",
                                     Cat("The log has forked: it does not begin with the ", before()->size,
                                         " positions that were exported before."),
                                     "Keep the export as evidence, and tell the witnesses."));
    return false;
  }

  const eventstore::LogCheckpoint& end() const { return end_; }

  uint64_t next() const { return writer_->size() + 1; }
  uint64_t size() const { return end_.size; }

  bool Add(uint64_t position, std::string_view entry, std::string_view record, std::string_view event_digest) {
    if (position != next()) {
      exit_ = Report(session_, NotTrue("EXPORT_HAS_A_GAP", Cat("Position ", next(), " was not given."),
                                       "Run the export again; if it stays, tell the auditor."));
      return false;
    }
    exported_.clear();
    if (record.empty()) {
      eventstore::AppendWithheld(event_digest, &exported_);
      ++summary_->withheld;
    } else {
      eventstore::AppendExportedRecord(record, &exported_);
    }
    if (const absl::Status added = writer_->Append(entry, exported_); !added.ok())
      return Fail(added, "Make room on the disk, then run the same command again: it goes on where it stood.");
    ++summary_->added;
    if (position % 1024 == 0 || position == size())
      progress_->Update(position, Cat(position, " / ", size(), " ", session_.Say(words::kPositions)));
    return true;
  }

  bool Finish(const std::string& by) {
    JsonWriter label;
    label.Open('{').Key("format").Number(1).Key("origin").Text(end_.origin).Key("exportedBy").Text(by).Close('}');
    const absl::Status finished = writer_->Finish(checkpoint_, label.text() + "\n");
    summary_->size = writer_->size();
    if (finished.ok()) return true;
    if (!absl::IsFailedPrecondition(finished)) return Fail(finished, "Run the same command again.");
    exit_ = Report(session_, NotTrue("EXPORT_IS_NOT_THE_LOG", std::string(finished.message()),
                                     "Keep the export as evidence, and tell the witnesses."));
    return false;
  }

  bool Fail(const absl::Status& status, std::string_view next_step) {
    Problem problem = FromStatus(status, next_step);
    problem.exit = kExitFailure;
    exit_ = Report(session_, problem);
    return false;
  }

  ExitCode exit() const { return exit_; }

 private:
  Session& session_;
  const ExportWish& wish_;
  Progress* const progress_;
  ExportSummary* const summary_;
  std::unique_ptr<ExportWriter> writer_;
  std::string checkpoint_, exported_;
  eventstore::LogCheckpoint end_;
  ExitCode exit_ = kExitOk;
};

}  // namespace

ExitCode ExportFromServer(Session& session, Asking& asking, const ExportWish& wish, Progress* progress,
                          ExportSummary* summary) {
  Filling filling(session, wish, progress, summary);
  if (!filling.Open()) return filling.exit();
  audit::v1::GetCheckpointRequest fresh;
  fresh.set_fresh(true);
  audit::v1::GetCheckpointResponse checkpoint;
  if (!asking.Ask(asking.audit(), &Audit::Stub::GetCheckpoint, fresh, &checkpoint)) return asking.exit();
  if (!filling.EndAt(checkpoint.checkpoint())) return filling.exit();
  if (const eventstore::LogCheckpoint* before = filling.before(); before != nullptr) {
    audit::v1::GetConsistencyProofRequest sizes;
    sizes.set_from_size(before->size);
    sizes.set_to_size(filling.size());
    audit::v1::GetConsistencyProofResponse answer;
    if (!asking.Ask(asking.audit(), &Audit::Stub::GetConsistencyProof, sizes, &answer)) return asking.exit();
    const auto proof = eventstore::ParseProof(answer.hashes());
    if (!proof.ok() || !Grown(*before, filling.end(), *proof)) {
      filling.Forked();
      return filling.exit();
    }
  }
  if (filling.next() <= filling.size()) {
    audit::v1::ExportRequest request;
    *request.mutable_context() = asking.context();
    request.set_from_position(filling.next());
    request.set_to_position(filling.size());
    grpc::ClientContext context;
    asking.connection().Prepare(&context, /*streams=*/true);
    const auto reader = asking.audit().Export(&context, request);
    bool well = true;
    for (audit::v1::ExportResponse response; well && reader->Read(&response);) {
      for (const auto& item : response.items()) {
        well = filling.Add(item.position(), item.entry(), item.record(), item.event_digest());
        if (!well) break;
      }
    }
    if (!well) context.TryCancel();
    const grpc::Status status = reader->Finish();
    if (!well) return filling.exit();
    if (!asking.Answered(status)) return asking.exit();
  }
  if (!filling.Finish(asking.connection().role())) return filling.exit();
  return kExitOk;
}

ExitCode ExportFromData(Session& session, const std::string& data, const ExportWish& wish, Progress* progress,
                        ExportSummary* summary) {
  Filling filling(session, wish, progress, summary);
  eventstore::StoreOptions log;
  log.directory = data + "/log";
  log.min_free_bytes = 0;
  const auto store = eventstore::Store::Open(std::move(log));
  if (!store.ok()) {
    filling.Fail(store.status(), "Stop the server that holds the data, or ask it: homeward export --server");
    return filling.exit();
  }
  eventstore::CheckpointsOptions options;
  options.key_file = data + "/checkpoint.key";
  options.file = data + "/checkpoint";
  options.interval = std::chrono::seconds(0);
  const auto checkpoints = eventstore::Checkpoints::Open(std::move(options), **store);
  const auto newest = checkpoints.ok() ? (*checkpoints)->Covering(Position(0)) : checkpoints.status();
  if (!newest.ok()) {
    filling.Fail(newest.status(), "Put the checkpoint and its key where the server has them.");
    return filling.exit();
  }
  if (!filling.Open() || !filling.EndAt(newest->note)) return filling.exit();
  if (const eventstore::LogCheckpoint* before = filling.before(); before != nullptr) {
    const auto root = eventstore::SubtreeRoot({0, before->size}, *(*store)->Hashes());
    if (!root.ok() || *root != before->root) {
      filling.Forked();
      return filling.exit();
    }
  }
  absl::Status failed;
  bool well = true;
  eventstore::RecordParts parts;
  const auto add = [&](const eventstore::RecordView& view) {
    if (!eventstore::SplitRecord(view.bytes, &parts)) failed = eventstore::UnreadableRecord(view.position);
    well = failed.ok() && filling.Add(view.position.value, eventstore::EntryOf(parts).Bytes(), view.bytes, {});
    return well;
  };
  const absl::Status read = (*store)->ReadRecords(Position(filling.next()), Position(filling.size()), add);
  if (!read.ok() || !failed.ok()) {
    filling.Fail(read.ok() ? failed : read, "Restore a backup of the log.");
    return filling.exit();
  }
  if (!well || !filling.Finish("operator")) return filling.exit();
  return kExitOk;
}

}  // namespace homeward::cli
