#include "services/proofs/batch_proof.h"

#include <memory>

#include "eventstore/record/record_parts.h"
#include "eventstore/tree/proof.h"

namespace homeward::services {

absl::StatusOr<common::v1::BatchProof> ProveBatch(const Core& core, eventstore::Position first, uint32_t count,
                                                  bool author) {
  const eventstore::Position last(first.value + count - 1);
  const auto checkpoint = core.checkpoints.Covering(last);
  if (!checkpoint.ok()) return checkpoint.status();
  common::v1::BatchProof proof;
  proof.set_checkpoint(checkpoint->note);
  const std::unique_ptr<eventstore::HashReader> hashes = core.store.Hashes();
  absl::Status failed;
  eventstore::RecordParts parts;
  const absl::Status read = core.store.ReadRecords(first, last, [&](const eventstore::RecordView& view) {
    const auto path = eventstore::MakeInclusionProof(view.position.value - 1, checkpoint->size.value, *hashes);
    failed = path.status();
    if (failed.ok() && !eventstore::SplitRecord(view.bytes, &parts))
      failed = eventstore::UnreadableRecord(view.position);
    if (!failed.ok()) return false;
    common::v1::EventProof* event = proof.add_events();
    event->set_position(view.position.value);
    event->set_entry(eventstore::EntryOf(parts).Bytes());
    for (const eventstore::Hash& hash : *path) event->add_hashes(hash.data(), hash.size());
    if (!author) return true;
    event->set_server(parts.server.data(), parts.server.size());
    for (const auto& section : parts.sections) event->add_salts(section.salt.data(), section.salt.size());
    return true;
  });
  if (!read.ok()) return read;
  if (!failed.ok()) return failed;
  return proof;
}

}  // namespace homeward::services
