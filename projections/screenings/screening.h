// A screening, which is counts alone, against the persons whose first contact names it.
#ifndef HOMEWARD_PROJECTIONS_SCREENINGS_SCREENING_H_
#define HOMEWARD_PROJECTIONS_SCREENINGS_SCREENING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "projections/exchanges/exchange.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

inline constexpr std::string_view kScreeningsView = "screenings";  // subject screening:…

// What one unit said of the screening itself.
struct ScreeningReport {
  Fact fact;
  int64_t screened = 0;
  int64_t positive = 0;
};

struct Screening {
  std::vector<ScreeningReport> told;  // reports that stand, in order; none: nobody knows it
  int64_t screened = 0;               // persons, as are all counts
  int64_t positive = 0;               // showed signs of trafficking
  int64_t linked = 0;  // in contact with somebody; a person under several pseudonyms agreed to be one counts once

  // Signs, and nobody in contact. More may come into contact than were counted; nobody is missing then.
  int64_t unlinked() const { return positive > linked ? positive - linked : 0; }
};

// The pseudonym that agreed merges keep of a person's.
using CanonicalPerson = absl::FunctionRef<std::string(const std::string& person)>;

// Pure; any thread. `facts`: of the subject "screening:<id>".
Screening DeriveScreening(std::string_view subject, const Facts& facts, CanonicalPerson canonical, const Frame& frame);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_SCREENINGS_SCREENING_H_
