#include "projections/rules/entitlement.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace homeward::projections {
namespace {

// Points a to k in the order of the article (there is no f, j).
constexpr std::string_view kRegimes[] = {
    "essentials", "medical",       "interpretation", "legal_support",      "legal_aid",
    "travel",     "psychological", "schooling",      "vocational_and_job", "allowance_and_loan"};
enum Point { kA, kB, kC, kD, kDd, kE, kG, kH, kI, kK };

constexpr std::pair<std::string_view, std::string_view> kServices[] = {
    {"essentials", "essentials"},
    {"shelter", "essentials"},
    {"medical", "medical"},
    {"hiv_sti_prevention", "medical"},
    {"reproductive_health", "medical"},
    {"interpretation", "interpretation"},
    {"legal_counselling", "legal_support"},
    {"legal_aid", "legal_aid"},
    {"travel", "travel"},
    {"psychological", "psychological"},
    {"schooling", "schooling"},
    {"literacy", "schooling"},
    {"vocational_training", "vocational_and_job"},
    {"job_introduction", "vocational_and_job"},
    {"job_creation", "vocational_and_job"},
    {"hardship_allowance", "allowance_and_loan"},
    {"loan", "allowance_and_loan"},
};

}  // namespace

bool Entitled(const Claimant& claimant, std::string_view regime) {
  const auto* found = std::find(std::begin(kRegimes), std::end(kRegimes), regime);
  if (found == std::end(kRegimes)) return true;
  const auto point = static_cast<int>(found - std::begin(kRegimes));
  if (claimant.foreign) return point <= kDd || point == kG;
  if (claimant.accompanying_minor) return point <= kH;
  if (claimant.confirmed) return true;
  return point <= (claimant.abroad ? kD : kG);
}

std::string_view RegimeOf(std::string_view service) {
  for (const auto& [code, regime] : kServices)
    if (code == service) return regime;
  return {};
}

}  // namespace homeward::projections
