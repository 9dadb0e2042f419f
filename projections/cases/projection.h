// The cases view: facts of tips and cases, listed by province; transferred tips and files too.
//
// Cases under way and ended stand apart, oldest first. A tip that led to a case or was passed on is not listed: the
// case is.
#ifndef HOMEWARD_PROJECTIONS_CASES_PROJECTION_H_
#define HOMEWARD_PROJECTIONS_CASES_PROJECTION_H_

#include <memory>
#include <string_view>

#include "projections/projector/projection.h"

namespace homeward::projections {

inline constexpr std::string_view kCasesView = "cases";

std::unique_ptr<Projection> MakeCasesProjection();

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_CASES_PROJECTION_H_
