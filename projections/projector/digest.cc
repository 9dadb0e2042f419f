#include "projections/projector/digest.h"

#include <vector>

#include "projections/projector/rows.h"
#include "projections/tallies/tally.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

absl::Status AddLists(const Sight& sight, const Projection& view, ViewHash* hash) {
  return sight.rows->Scan(view.name(), "", "", [&](std::string_view key, std::string_view value) {
    if (key != kCheckpointKey && key[0] != kFactRow) hash->AddRow(key, value);
    return true;
  });
}

absl::Status AddSubjects(const Sight& sight, std::string_view kind, ViewHash* hash) {
  if (sight.position == Position()) return absl::OkStatus();  // before the first event; to the store 0 means its head
  absl::Status unreadable;
  absl::Status visited = sight.store->VisitSubjects(
      contract::Cat(kind, ":"), sight.position, [&](std::string_view subject, const std::vector<Position>&) {
        auto events = sight.store->ReadSubject(eventstore::Subject(subject), sight.position);
        unreadable = events.status();
        if (!events.ok()) return false;
        Facts facts;
        for (const eventstore::LogEventPtr& event : *events) facts.push_back(MakeFact(event));
        Sort(&facts);
        hash->AddSubject(subject);
        for (const Fact& fact : facts) hash->AddFact(fact);
        return true;
      });
  return visited.ok() ? unreadable : visited;
}

}  // namespace

absl::Status AddTallies(const eventstore::KeyspaceSnapshot& rows, const Projection& view, ViewHash* hash) {
  return rows.Scan(view.name(), "", "", [&](std::string_view key, std::string_view value) {
    if (key != kCheckpointKey) hash->AddRow(key, TallyDigestValue(value));
    return true;
  });
}

void ViewHash::AddFact(const Fact& fact) {
  hash_.Frame(OrderKey(fact)).Frame(fact.event->message->SerializeAsString());
}

std::string ViewHash::Finish() { return eventstore::ToHex(eventstore::AsBytes(hash_.Finish())); }

absl::StatusOr<std::string> DigestOf(const Sight& sight, const Projection& view) {
  ViewHash hash(view.name());
  if (view.Lists())
    if (auto added = AddLists(sight, view, &hash); !added.ok()) return added;
  if (view.Tallies())
    if (auto added = AddTallies(*sight.rows, view, &hash); !added.ok()) return added;
  for (const std::string_view kind : view.Kinds())
    if (auto added = AddSubjects(sight, kind, &hash); !added.ok()) return added;
  if (view.name() == kGovernanceView)
    for (const Fact& fact : *sight.governance_facts) hash.AddFact(fact);
  return hash.Finish();
}

}  // namespace homeward::projections
