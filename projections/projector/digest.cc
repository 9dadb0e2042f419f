#include "projections/projector/digest.h"

#include <utility>
#include <vector>

#include "eventstore/bytes/sha256.h"
#include "projections/projector/rows.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

void AddFacts(const Facts& facts, eventstore::Sha256* hash) {
  for (const Fact& fact : facts) hash->Frame(OrderKey(fact)).Frame(fact.event->message->SerializeAsString());
}

absl::Status AddLists(const Sight& sight, const Projection& view, eventstore::Sha256* hash) {
  return sight.rows->Scan(view.name(), "", "", [&](std::string_view key, std::string_view value) {
    if (key != kCheckpointKey) hash->Frame(key).Frame(value);
    return true;
  });
}

absl::Status AddSubjects(const Sight& sight, std::string_view kind, eventstore::Sha256* hash) {
  absl::Status unreadable;
  absl::Status visited = sight.store->VisitSubjects(
      contract::Cat(kind, ":"), sight.position, [&](std::string_view subject, const std::vector<Position>&) {
        auto events = sight.store->ReadSubject(eventstore::Subject(subject), sight.position);
        unreadable = events.status();
        if (!events.ok()) return false;
        Facts facts;
        for (const eventstore::LogEventPtr& event : *events) facts.push_back(MakeFact(event));
        Sort(&facts);
        hash->Frame(subject);
        AddFacts(facts, hash);
        return true;
      });
  return visited.ok() ? unreadable : visited;
}

}  // namespace

absl::StatusOr<std::string> DigestOf(const Sight& sight, const Projection& view) {
  eventstore::Sha256 hash;
  hash.Frame(view.name());
  if (view.Lists())
    if (auto added = AddLists(sight, view, &hash); !added.ok()) return added;
  for (const std::string_view kind : view.Kinds())
    if (auto added = AddSubjects(sight, kind, &hash); !added.ok()) return added;
  if (view.name() == kGovernanceView) AddFacts(*sight.governance_facts, &hash);
  return eventstore::ToHex(eventstore::AsBytes(hash.Finish()));
}

}  // namespace homeward::projections
