#include "projections/screenings/screening.h"

#include <set>

#include "projections/facts/history.h"

namespace homeward::projections {

Screening DeriveScreening(std::string_view subject, const Facts& facts, CanonicalPerson canonical, const Frame& frame) {
  Screening screening;
  std::set<std::string> persons;
  const History history = MakeHistory(facts, frame.as_at_us);
  for (const Line* line : Standing(history, subject)) {
    const Fact& f = line->fact;
    if (f.Is("TraffickingIndicatorScreened") || f.Is("InspectionConducted")) {
      const auto* field = f.Is("InspectionConducted") ? "possible_victims" : "positive";
      screening.told.push_back({f, f.Number("screened"), f.Number(field)});
      screening.screened += screening.told.back().screened;
      screening.positive += screening.told.back().positive;
    } else if (f.Is("VictimReported") || f.Is("VictimRescued") || f.Is("VictimReceived")) {
      persons.insert(canonical(f.Text("person_id")));
    }
  }
  screening.linked = static_cast<int64_t>(persons.size());
  return screening;
}

}  // namespace homeward::projections
