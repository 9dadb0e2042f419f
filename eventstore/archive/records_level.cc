#include "eventstore/archive/records_level.h"

#include "eventstore/record/digest.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

// Where record and entry differ; empty if they do not. `batch_known`: their batch record is known to be the same.
std::string_view Differs(const LeafEntry& entry, const RecordParts& parts, const Sha256& client_part,
                         bool batch_known) {
  const LeafEntry own = EntryButBatchRecord(parts, client_part);
  if (entry.kind != LeafKind::kEvent) return "the kind";
  if (entry.version != own.version) return "the version";
  if (entry.appended_us != own.appended_us) return "the time";
  if (entry.revision != own.revision) return "the revision";
  if (entry.header != own.header) return "the hash of its header";
  if (entry.sealed != own.sealed) return "the hash of its person sections";
  if (!batch_known && entry.batch_record != BatchRecordOf(parts)) return "the hash of its batch record";
  if (!parts.signed_batch_hash.empty() && AsBytes(entry.batch_record) != parts.signed_batch_hash) {
    return "the hash of its signed batch";
  }
  return "";
}

// What is wrong with the sections of a record whose hashes are right; empty if nothing.
std::string SectionFault(const RecordParts& parts) {
  if (parts.sections.size() != parts.commitments.size()) {
    return contract::Cat("the record has ", parts.sections.size(), " person sections, its header ",
                         parts.commitments.size());
  }
  for (size_t i = 0; i < parts.sections.size(); ++i) {
    const RecordParts::Section& section = parts.sections[i];
    const RecordParts::Commitment& commitment = parts.commitments[i];
    const std::string_view salt = parts.leaf_version == kFirstLeafVersion ? commitment.salt : section.salt;
    if (parts.leaf_version == kFirstLeafVersion && !section.salt.empty()) return "a person section has a salt too many";
    if (section.cipher != 0) return "a person section is sealed in a way that this program does not know";
    if (section.field != commitment.field || section.subject != commitment.subject ||
        section.key_version != commitment.key_version || section.body.size() != commitment.length) {
      return contract::Cat("person section ", i + 1, " is not the one of the header");
    }
    if (AsBytes(Commitment(salt, section.body)) != commitment.commitment) {
      return contract::Cat("person section ", i + 1, " does not hold what the header commits to");
    }
  }
  return "";
}

}  // namespace

void RecordsLevel::Record(uint64_t position, const LeafEntry& entry, const RecordParts& parts) {
  std::string fault;
  const bool batch_known = run_.known && run_.signed_batch_hash.empty() && parts.signed_batch_hash.empty() &&
                           entry.batch_record == run_.batch_record && parts.batch == run_.batch &&
                           parts.publisher == run_.publisher;
  const Sha256 client_part = ClientPart(parts.client);
  if (const std::string_view what = Differs(entry, parts, client_part, batch_known); !what.empty()) {
    fault = contract::Cat("the record is not the one of its entry: ", what, " differs");
  } else if ((parts.signed_batch_hash.empty() || parts.batch_index > 0) && !parts.signed_batch.empty()) {
    fault = "the record holds a signed batch that its header does not know";
  } else {
    fault = SectionFault(parts);
  }
  findings_.Checked();
  if (!fault.empty()) return Damaged(position, fault);
  Join(position, entry);
  InBatch(position, parts, client_part);
}

void RecordsLevel::Withheld(uint64_t position, const LeafEntry& entry, std::string_view digest) {
  findings_.Checked();
  findings_.Skipped();
  if (whole_) findings_.Fail(position, "the record is withheld");
  Join(position, entry);
  if (digest.empty() || entry.version == kFirstLeafVersion) run_.complete = false;
  if (run_.complete) run_.digests.push_back(HashFromBytes(digest));
}

// Which batch this position belongs to is not known: neither the one before nor the one after is judged.
void RecordsLevel::Damaged(uint64_t position, std::string_view what) {
  findings_.Fail(position, std::string(what));
  run_.damaged = true;
  after_damage_ = true;
}

void RecordsLevel::Join(uint64_t position, const LeafEntry& entry) {
  if (run_.first == 0 || entry.batch_record != run_.batch_record) {
    End();
    run_.first = position;
    run_.batch_record = entry.batch_record;
    run_.damaged = after_damage_;
  }
  after_damage_ = false;
  ++run_.events;
}

// The first record that is seen of the batch.
void RecordsLevel::Know(uint64_t position, const RecordParts& parts) {
  run_.known = true;
  run_.leaf_version = parts.leaf_version;
  run_.count = parts.batch_count;
  run_.batch = parts.batch;
  run_.publisher = parts.publisher;
  run_.signed_batch_hash = parts.signed_batch_hash;
  if (parts.leaf_version == kFirstLeafVersion && position != run_.first) run_.complete = false;
  if (parts.leaf_version == kFirstLeafVersion) run_.plain.Be32(parts.batch_count);
}

// The record is its entry's; whether it is in its place in a whole batch.
void RecordsLevel::InBatch(uint64_t position, const RecordParts& parts, const Sha256& client_part) {
  if (run_.damaged) return;
  if (!run_.known) Know(position, parts);
  std::string fault;
  if (parts.batch_index != position - run_.first) {
    fault = contract::Cat("the record says it is event ", parts.batch_index + 1, " of its batch, but stands as ",
                          position - run_.first + 1);
  } else if (parts.batch_count != run_.count || parts.batch != run_.batch || parts.publisher != run_.publisher ||
             parts.signed_batch_hash != run_.signed_batch_hash || parts.leaf_version != run_.leaf_version) {
    fault = "the record contradicts those of the same batch before it";
  }
  if (!fault.empty()) {
    run_.damaged = true;
    return findings_.Fail(position, std::move(fault));
  }
  if (run_.complete) AddDigest(parts, client_part);
}

void RecordsLevel::AddDigest(const RecordParts& parts, const Sha256& client_part) {
  if (parts.leaf_version != kFirstLeafVersion) {
    run_.digests.push_back(EventDigestOf(parts, client_part));
    return;
  }
  run_.plain.Frame(parts.client).Be32(static_cast<uint32_t>(parts.sections.size()));
  for (const RecordParts::Section& section : parts.sections) run_.plain.Be32(section.field).Frame(section.body);
}

void RecordsLevel::End() {
  if (run_.first != 0 && !run_.damaged) {
    if (run_.known && run_.count != run_.events) {
      findings_.Fail(run_.first, contract::Cat("a batch of ", run_.count, " events begins here, but only ", run_.events,
                                               " stand together"));
    } else if (!run_.known || !run_.complete) {
      ++batches_unchecked_;
    } else {
      BatchDigest digest(run_.count);
      for (const Hash& event : run_.digests) digest.Event(event);
      const Hash batch = run_.leaf_version == kFirstLeafVersion ? run_.plain.Finish() : digest.Finish();
      if (AsBytes(batch) != run_.batch) findings_.Fail(run_.first, "the batch is not the one that its digest says");
    }
  }
  std::vector<Hash> digests = std::move(run_.digests);
  digests.clear();
  run_ = Run();
  run_.digests = std::move(digests);
}

LevelReport RecordsLevel::Finish() {
  End();
  std::string note;
  if (findings_.skipped() > 0) {
    note = contract::Cat(findings_.skipped(), " records are withheld from this export");
    if (batches_unchecked_ > 0) note += contract::Cat(", so ", batches_unchecked_, " batches cannot be checked");
  }
  return findings_.Finish(note, findings_.checked() > 0 && findings_.skipped() == findings_.checked());
}

}  // namespace homeward::eventstore
