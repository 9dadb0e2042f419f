#include "eventstore/log/identity.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "eventstore/record/codec.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

using contract::Cat;
using contract::Violation;

bool SameProposed(const ProposedEvent& a, const ProposedEvent& b) {
  return a.bytes.client == b.bytes.client &&
         std::equal(a.bytes.sections.begin(), a.bytes.sections.end(), b.bytes.sections.begin(), b.bytes.sections.end(),
                    [](const auto& x, const auto& y) { return x.field == y.field && x.body == y.body; });
}

// The batch as it was recorded before.
struct Before {
  Answer answer;
  std::string signed_batch;  // bytes; empty: nobody signed it
};

// What this group recorded, if it was just this batch.
std::optional<Before> FindBatchIn(const Group& group, const Prepared& prepared) {
  const auto found = group.ids.find(prepared.events.front().id);
  if (found == group.ids.end() || found->second.second != 0) return std::nullopt;
  const Settled& settled = group.settled[found->second.first];
  const std::vector<ProposedEvent>& recorded = settled.ordered.prepared.proposal.events;
  const std::vector<ProposedEvent>& proposed = prepared.proposal.events;
  if (!std::equal(recorded.begin(), recorded.end(), proposed.begin(), proposed.end(), SameProposed)) {
    return std::nullopt;
  }
  return Before{settled.answer, settled.ordered.prepared.signed_batch};
}

// The same of the log, if the batch begins at `first` there; the answer is made again from its records.
absl::StatusOr<std::optional<Before>> FindBatchAt(Position first, const Prepared& prepared, const Ledger& ledger) {
  const std::vector<ProposedEvent>& proposed = prepared.proposal.events;
  Before before;
  before.answer.first = first;
  before.answer.count = static_cast<uint32_t>(proposed.size());
  std::map<StreamId, Revision> revisions;
  size_t same = 0;  // events, from the first on
  absl::Status unreadable;
  const Position last(first.value + proposed.size() - 1);
  absl::Status status = ledger.ReadRange(first, last, [&](Position position, std::string_view bytes) {
    absl::StatusOr<record::v1::Record> record = ParseRecord(position, bytes);
    unreadable = record.status();
    if (!record.ok()) return false;
    const record::v1::ServerPart& server = record->server();
    if (server.batch_index() != same || server.batch_count() != proposed.size()) return false;
    if (!SameBytes(*record, proposed[same])) return false;
    revisions[StreamId(server.stream())] = Revision(server.revision());
    if (same == 0) before.signed_batch = record->signed_batch();
    ++same;
    return true;
  });
  if (!status.ok()) return status;
  if (!unreadable.ok()) return unreadable;
  if (same < proposed.size()) return std::optional<Before>();
  before.answer.revisions.assign(revisions.begin(), revisions.end());
  return std::optional<Before>(std::move(before));
}

// The first answer again, unless the publisher now signs what it did not sign then, or not so: an answer would let it
// believe that the log holds this signature.
void Settle(Before before, const Prepared& prepared, Identity* identity) {
  identity->settled = true;
  if (prepared.signed_batch.empty() || prepared.signed_batch == before.signed_batch) {
    identity->duplicate = std::move(before.answer);
    identity->duplicate->duplicate = true;
    return;
  }
  identity->violations.push_back({absl::StatusCode::kAlreadyExists, "BATCH_SIGNED_OTHERWISE", -1, "signature",
                                  Cat("the batch is in the log from position ", before.answer.first.value, " on, ",
                                      before.signed_batch.empty() ? "signed by nobody" : "with another signature"),
                                  "nothing needs to be sent; use the signature's sequence for the next batch"});
}

Violation Reused(int index, std::string_view id, std::string_view where) {
  return {absl::StatusCode::kAlreadyExists,
          "ID_REUSED",
          index,
          "envelope.id",
          Cat("id ", id, " belongs to another event ", where),
          "send the event as it was first sent, or give the new one an id of its own"};
}

// The event of this id that the group has recorded; null: none.
const ProposedEvent* FindIn(const Group& group, const EventId& id) {
  const auto found = group.ids.find(id);
  if (found == group.ids.end()) return nullptr;
  return &group.settled[found->second.first].ordered.prepared.proposal.events[found->second.second];
}

// Whether the event that the log holds under this id has the same bytes, and at which position it is.
absl::StatusOr<bool> SameAsRecorded(Position position, const ProposedEvent& proposed, const Ledger& ledger) {
  absl::StatusOr<std::string> bytes = ledger.Read(position);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<record::v1::Record> record = ParseRecord(position, *bytes);
  if (!record.ok()) return record.status();
  return SameBytes(*record, proposed);
}

// Of each id, whether it stands further in front too. Who sends makes ids that rise, as a rule.
std::vector<bool> Repeated(const std::vector<EventId>& ids) {
  std::vector<bool> repeated(ids.size());
  if (std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>()) == ids.end()) return repeated;
  std::set<EventId> before;
  for (size_t i = 0; i < ids.size(); ++i) repeated[i] = !before.insert(ids[i]).second;
  return repeated;
}

}  // namespace

absl::StatusOr<Identity> Identify(const Prepared& prepared, const Group& group, const Group& before, const Index& index,
                                  const Ledger& ledger) {
  Identity identity;
  const size_t count = prepared.events.size();
  identity.known.assign(count, false);
  for (const Group* recent : {&group, &before}) {
    std::optional<Before> found = FindBatchIn(*recent, prepared);
    if (!found) continue;
    Settle(*std::move(found), prepared, &identity);
    return identity;
  }

  std::vector<EventId> ids;
  ids.reserve(count);
  for (const PreparedEvent& event : prepared.events) ids.push_back(event.id);
  const absl::StatusOr<std::vector<std::optional<Position>>> stored = index.FindEvents(ids);
  if (!stored.ok()) return stored.status();
  if (stored->front().has_value()) {
    absl::StatusOr<std::optional<Before>> found = FindBatchAt(*stored->front(), prepared, ledger);
    if (!found.ok()) return found.status();
    if (found->has_value()) {
      Settle(**std::move(found), prepared, &identity);
      return identity;
    }
  }

  const std::vector<bool> repeated = Repeated(ids);
  std::string known_ids;
  size_t known_same = 0;
  for (size_t i = 0; i < count; ++i) {
    const ProposedEvent& proposed = prepared.proposal.events[i];
    const std::string& id = proposed.event.envelope->id();
    const int event_index = static_cast<int>(i);
    if (repeated[i]) {
      identity.violations.push_back(Reused(event_index, id, "of the same batch"));
      continue;
    }
    bool same = false;
    const ProposedEvent* recent = FindIn(group, ids[i]);
    if (recent == nullptr) recent = FindIn(before, ids[i]);
    if (recent != nullptr) {
      same = SameProposed(proposed, *recent);
    } else if ((*stored)[i].has_value()) {
      absl::StatusOr<bool> compared = SameAsRecorded(*(*stored)[i], proposed, ledger);
      if (!compared.ok()) return compared.status();
      same = *compared;
    } else {
      continue;
    }
    if (!same) {
      identity.violations.push_back(Reused(event_index, id, "in the log"));
      continue;
    }
    identity.known[i] = true;
    ++known_same;
    known_ids += (known_ids.empty() ? "" : ", ") + id;
  }
  if (known_same == count) {
    identity.violations.push_back({absl::StatusCode::kFailedPrecondition, "BATCH_REGROUPED", -1, "",
                                   "every event is in the log already, but from other batches",
                                   "nothing needs to be sent; ask for the last source sequence to go on"});
  } else if (known_same > 0) {
    identity.violations.push_back({absl::StatusCode::kFailedPrecondition, "BATCH_PARTLY_KNOWN", -1, "",
                                   Cat("already in the log: ", known_ids),
                                   "send the first batch as it was, and the rest in a batch of its own"});
  }
  return identity;
}

}  // namespace homeward::eventstore
