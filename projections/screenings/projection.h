// The screenings view: read by one subject; it lists the screenings that found more persons than somebody met since.
#ifndef HOMEWARD_PROJECTIONS_SCREENINGS_PROJECTION_H_
#define HOMEWARD_PROJECTIONS_SCREENINGS_PROJECTION_H_

#include <memory>

#include "projections/projector/projection.h"

namespace homeward::projections {

// By when it was first told of. Two pseudonyms agreed to be one person count
// twice here: their facts are others'.
std::unique_ptr<Projection> MakeScreeningsProjection();

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_SCREENINGS_PROJECTION_H_
