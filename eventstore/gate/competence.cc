#include "eventstore/gate/competence.h"

#include <algorithm>
#include <set>

#include "eventstore/gate/standing.h"
#include "homeward/programme/v1/unit.pb.h"
#include "proto/contract/civil.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

using programme::v1::AdminUnitCreated;
using programme::v1::AdminUnitDissolved;
using programme::v1::AdminUnitMerged;
using programme::v1::AdminUnitSplit;
using programme::v1::CompetenceTransferred;

// When something dated so takes effect; what is no date never does.
Micros EffectiveFrom(const std::string& date) { return contract::StartOfDate(date).value_or(INT64_MAX); }

// The agency that exercises a competence; a unit loses what it may publish as such.
contract::Agency AgencyOf(programme::v1::Competence competence) {
  switch (competence) {
    case programme::v1::COMPETENCE_VICTIM_SUPPORT:
      return contract::Agency::AGENCY_LABOUR;
    case programme::v1::COMPETENCE_INVESTIGATION:
      return contract::Agency::AGENCY_POLICE;
    case programme::v1::COMPETENCE_BORDER_RECEPTION:
      return contract::Agency::AGENCY_BORDER_GUARD;
    case programme::v1::COMPETENCE_PROSECUTION:
      return contract::Agency::AGENCY_PROSECUTION;
    case programme::v1::COMPETENCE_FIRST_RECEPTION:
      return contract::Agency::AGENCY_COMMUNE;
    default:
      return contract::Agency::AGENCY_UNSPECIFIED;
  }
}

bool Exercises(const std::string& unit, programme::v1::Competence competence) {
  const contract::AgencyContract* agency = contract::Contract::Get().FindAgencyByUnit(unit);
  return agency != nullptr && agency->agency == AgencyOf(competence);
}

bool ConcernsAPerson(const contract::Event& event) {
  return std::any_of(event.type->subjects.begin(), event.type->subjects.end(), [&](const contract::FieldTable& field) {
    if (field.rule.subject() != options::v1::SUBJECT_KIND_PERSON) return false;
    const auto* reflection = event.payload->GetReflection();
    return field.field->is_repeated() ? reflection->FieldSize(*event.payload, field.field) > 0
                                      : !contract::FieldText(*event.payload, field.field->name()).empty();
  });
}

bool CountsAtAPlace(const contract::Event& event) {
  return event.type->options.sensitivity() == options::v1::SENSITIVITY_AGGREGATE && event.type->options.counted();
}

}  // namespace

bool IsGovernanceStream(std::string_view stream) {
  static const auto* const kinds = [] {
    auto* found = new std::set<std::string, std::less<>>;
    for (const auto& type : contract::Contract::Get().events()) {
      if (type->options.governance()) found->insert(type->options.stream());
    }
    return found;
  }();
  return kinds->count(stream.substr(0, stream.find('/'))) != 0;
}

void Competence::Add(const std::string& unit, About about, const std::string& date, bool holds) {
  changes_[unit].push_back({about, EffectiveFrom(date), holds});
}

void Competence::AddBoth(const std::string& unit, const std::string& date, bool holds) {
  Add(unit, About::kPersons, date, holds);
  Add(unit, About::kPlaces, date, holds);
}

void Competence::Apply(const contract::Event& event) {
  if (const auto* created = event.As<AdminUnitCreated>()) {
    AddBoth(created->unit(), created->effective_from(), true);
  } else if (const auto* dissolved = event.As<AdminUnitDissolved>()) {
    AddBoth(dissolved->unit(), dissolved->effective_from(), false);
  } else if (const auto* split = event.As<AdminUnitSplit>()) {
    AddBoth(split->unit(), split->effective_from(), false);
  } else if (const auto* merged = event.As<AdminUnitMerged>()) {
    AddBoth(merged->unit(), merged->effective_from(), false);
  } else if (const auto* moved = event.As<CompetenceTransferred>()) {
    const bool places = moved->competence() == programme::v1::COMPETENCE_PREVENTION;
    const About about = places ? About::kPlaces : About::kPersons;
    for (const bool holds : {false, true}) {
      const std::string& unit = holds ? moved->to_unit() : moved->from_unit();
      if (places || Exercises(unit, moved->competence())) Add(unit, about, moved->effective_from(), holds);
    }
  }
}

Competence Competence::Of(const std::vector<const contract::Event*>& history) {
  std::vector<Link> links;
  for (const contract::Event* event : history) links.push_back(LinkOf(*event));
  Competence competence;
  for (size_t i : StandingOf(links).order) competence.Apply(*history[i]);
  return competence;
}

void Competence::Check(const contract::Event& event, int event_index, contract::Violations* violations) const {
  const std::string& unit = event.envelope->unit();
  const auto found = changes_.find(unit);
  if (found == changes_.end()) return;
  const bool persons = ConcernsAPerson(event);
  if (!persons && !CountsAtAPlace(event)) return;
  const About about = persons ? About::kPersons : About::kPlaces;
  // The latest change in effect when it happened decides; of two on one day, the one said later.
  const Change* last = nullptr;
  for (const Change& change : found->second) {
    if (change.about == about && change.from_us <= event.time_us() &&
        (last == nullptr || change.from_us >= last->from_us))
      last = &change;
  }
  if (last == nullptr || last->holds) return;
  violations->push_back({absl::StatusCode::kFailedPrecondition, "COMPETENCE_NOT_HELD", event_index, "envelope.unit",
                         contract::Cat(event.type->short_name, " ", event.envelope->id(), ": unit ", unit,
                                       " no longer held the competence when it happened"),
                         "let the successor unit publish it, or check the time"});
}

}  // namespace homeward::eventstore
