#include "projections/projector/gathered.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "eventstore/bytes/bytes.h"
#include "projections/projector/kept_fact.h"
#include "projections/projector/listed.h"
#include "projections/projector/rows.h"
#include "proto/contract/text.h"

namespace homeward::projections {

using eventstore::Position;

GatheredFacts::GatheredFacts(std::string_view family, eventstore::Keyspace* keyspace)
    : family_(contract::Cat(family, "/facts")), keyspace_(keyspace) {}

GatheredFacts::~GatheredFacts() { keyspace_->DropScratch(family_).IgnoreError(); }  // else when it is opened again

absl::Status GatheredFacts::Begin() { return keyspace_->MakeScratch(family_); }

absl::Status GatheredFacts::Add(const ListBatch& batch, Position after) {
  std::vector<std::pair<std::string_view, const ListBatch::KeptFacts*>> subjects;
  subjects.reserve(batch.changed().size());
  size_t count = 0;
  for (const auto& [subject, facts] : batch.changed()) {
    subjects.emplace_back(subject, &facts);
    count += facts.size();
  }
  std::sort(subjects.begin(), subjects.end());  // each is there once
  std::vector<eventstore::RowChange> rows;
  rows.reserve(count);
  for (const auto& [subject, facts] : subjects)
    for (const std::string_view fact : *facts)
      if (PositionOfKept(fact) > after) rows.push_back({FactKey(subject, PositionOfKept(fact)), std::string(fact)});
  return keyspace_->WriteSorted(family_, rows);
}

absl::Status GatheredFacts::Visit(absl::FunctionRef<absl::Status(const std::string&, std::string)> visit) const {
  std::string subject, facts;
  absl::Status status;
  const std::string prefix(1, kFactRow);
  absl::Status scanned =
      keyspace_->Snapshot()->Scan(family_, prefix, "", [&](std::string_view key, std::string_view fact) {
        const std::string_view name = SubjectOfFact(key);
        if (name != subject) {
          if (!subject.empty()) status = visit(subject, std::exchange(facts, {}));
          subject = std::string(name);
        }
        PutKept(fact, &facts);
        return status.ok();
      });
  if (scanned.ok() && status.ok() && !subject.empty()) status = visit(subject, std::move(facts));
  return scanned.ok() ? status : scanned;
}

}  // namespace homeward::projections
