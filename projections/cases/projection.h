// The cases view: facts of tips and cases, listed by unit, province and altogether; transferred tips and files too.
#ifndef HOMEWARD_PROJECTIONS_CASES_PROJECTION_H_
#define HOMEWARD_PROJECTIONS_CASES_PROJECTION_H_

#include <memory>
#include <string>
#include <string_view>

#include "projections/projector/projection.h"

namespace homeward::projections {

inline constexpr std::string_view kCasesView = "cases";

// scope | o or c | be64(first time): cases under way and ended apart, oldest first. A tip that led to a case or was
// passed on is not listed: the case is.
std::string CaseListPrefix(std::string_view scope, bool open);

std::unique_ptr<Projection> MakeCasesProjection();

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_CASES_PROJECTION_H_
