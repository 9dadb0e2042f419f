#include "projections/query/knowledge.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "projections/cases/projection.h"
#include "projections/exchanges/index.h"
#include "projections/limits.h"
#include "projections/projector/projection.h"
#include "projections/screenings/screening.h"
#include "projections/victims/projection.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using eventstore::Position;

Facts UpTo(const Facts& facts, Position position) {
  Facts known = facts;
  std::erase_if(known, [&](const Fact& f) { return f.position > position; });
  return known;
}

}  // namespace

Knowledge::Knowledge(const SightPtr& sight, Micros as_at_us)
    : Knowledge(sight, sight->position, as_at_us, sight->governance_facts, sight->governance) {}

Knowledge::Knowledge(const SightPtr& sight, Position position, Micros as_at_us,
                     std::shared_ptr<const Facts> governance_facts, std::shared_ptr<const Governance> governance)
    : store_(sight->store),
      position_(position),
      incarnation_(sight->incarnation),
      governance_facts_(std::move(governance_facts)),
      governance_(std::move(governance)),
      frame_{as_at_us, governance_.get()} {}

absl::StatusOr<std::unique_ptr<Knowledge>> Knowledge::At(const SightPtr& sight, Position position, Micros as_at_us) {
  if (position > sight->position)
    return absl::OutOfRangeError("POSITION_BEYOND_HEAD: the views do not know that position yet");
  auto rules = std::make_shared<const Facts>(UpTo(*sight->governance_facts, position));
  auto governance = Governance::Build(*rules);
  return std::unique_ptr<Knowledge>(new Knowledge(sight, position, as_at_us, std::move(rules), std::move(governance)));
}

Knowledge::Knowledge(Knowledge* other, Micros as_at_us, std::shared_ptr<const Facts> governance_facts)
    : store_(other->store_),
      position_(other->position_),
      incarnation_(other->incarnation_),
      governance_facts_(std::move(governance_facts)),
      governance_(governance_facts_ == other->governance_facts_ ? other->governance_
                                                                : Governance::Build(*governance_facts_)),
      frame_{as_at_us, governance_.get()},
      borrowed_(other->present()) {}

std::vector<std::string> Knowledge::SubjectsRead() const {
  std::vector<std::string> subjects;
  for (const auto& [subject, facts] : read_) subjects.push_back(subject);
  return subjects;
}

absl::StatusOr<Facts> Knowledge::Read(const std::string& subject) {
  Facts facts;
  if (ViewOf(subject).empty()) return facts;
  if (position_ == Position()) return facts;  // before the first event; to the store 0 means its head
  auto next = store_->SubjectPositions(eventstore::Subject(subject), position_);
  if (!next.ok()) return next.status();
  // The subject's events, then whatever corrects, retracts or disputes those, and so on.
  std::set<Position> seen;
  while (!next->empty()) {
    std::erase_if(*next, [&](Position position) { return !seen.insert(position).second; });
    if (auto read = ReadEvents(*next); !read.ok()) return read;
    std::vector<Position> followers;
    for (const Position position : *next) {
      facts.push_back(facts_.at(position));
      const auto& behind = followers_.at(position);
      followers.insert(followers.end(), behind.begin(), behind.end());
    }
    *next = std::move(followers);
  }
  Sort(&facts);
  return facts;
}

// Those of the events that are not known yet, and who follows them.
absl::Status Knowledge::ReadEvents(const std::vector<Position>& positions) {
  std::vector<Position> unknown;
  for (const Position position : positions)
    if (!facts_.contains(position)) unknown.push_back(position);
  if (unknown.empty()) return absl::OkStatus();
  std::sort(unknown.begin(), unknown.end());
  auto events = store_->ReadMany(unknown);
  if (!events.ok()) return events.status();
  std::vector<eventstore::Subject> pointers;
  for (const eventstore::LogEventPtr& event : *events) {
    const Fact& fact = facts_.emplace(event->position, MakeFact(event)).first->second;
    pointers.emplace_back(contract::Cat("event:", fact.id()));
  }
  auto followers = store_->SubjectsPositions(pointers, position_);
  if (!followers.ok()) return followers.status();
  for (size_t i = 0; i < unknown.size(); ++i) followers_[unknown[i]] = std::move((*followers)[i]);
  return absl::OkStatus();
}

const Facts& Knowledge::Of(const std::string& subject) {
  auto known = read_.find(subject);
  if (known != read_.end()) return known->second;
  auto facts = Read(subject);
  if (!facts.ok()) {
    status_.Update(facts.status());
    return read_[subject];
  }
  return read_[subject] = *std::move(facts);
}

Facts Knowledge::OfPerson(const std::string& person) {
  Facts all;
  size_t count = 0;
  for (const std::string& pseudonym : IdentityOf(person).Set(person)) {
    if (++count > kMergedPersonsMax) break;
    const Facts& facts = Of(contract::Cat("person:", pseudonym));
    all.insert(all.end(), facts.begin(), facts.end());
  }
  Sort(&all);
  return all;
}

// Merges are facts of both persons: from one person on, each leads to the next.
const Identity& Knowledge::IdentityOf(const std::string& person) {
  if (auto known = identities_.find(person); known != identities_.end()) return *known->second;
  Facts merges;
  std::vector<std::string> persons{person};
  for (size_t i = 0; i < persons.size() && i < kMergedPersonsMax; ++i) {
    for (const Fact& fact : Of(contract::Cat("person:", persons[i]))) {
      if (!IsIdentityFact(fact)) continue;
      merges.push_back(fact);
      for (const char* field : {"person_id", "other_person_id"}) {
        std::string other = fact.Text(field);
        if (!other.empty() && std::find(persons.begin(), persons.end(), other) == persons.end())
          persons.push_back(std::move(other));
      }
    }
  }
  Sort(&merges);
  auto identity = Identity::Build(merges);
  for (const std::string& each : persons) identities_[each] = identity;
  return *(identities_[person] = std::move(identity));
}

absl::StatusOr<Position> PositionAt(const eventstore::Store& store, Position up_to, Micros appended_us) {
  uint64_t low = 0, high = up_to.value;  // low: known to be early enough
  while (low < high) {
    const uint64_t middle = low + (high - low + 1) / 2;
    auto event = store.Read(Position(middle));
    if (!event.ok()) return event.status();
    if ((*event)->appended_us <= appended_us) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return Position(low);
}

std::string_view ViewOf(std::string_view subject) {
  const std::string_view kind = KindOf(subject);
  if (kind == "person") return kVictimsView;
  if (kind == "service") return kServiceUsersView;
  if (kind == "referral" || kind == "handover" || kind == "verification") return kReferralsView;
  if (kind == "screening") return kScreeningsView;
  if (kind == "tip" || kind == "case") return kCasesView;
  return {};
}

}  // namespace homeward::projections
