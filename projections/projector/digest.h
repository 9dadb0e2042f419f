// A view as one number: equal for any merge of the same streams and after any rebuild.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_DIGEST_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_DIGEST_H_

#include <string>

#include "absl/status/statusor.h"
#include "projections/projector/projection.h"
#include "projections/projector/sight.h"

namespace homeward::projections {

// SHA-256 in hexadecimal over the view's name, its lists, and every fact that it is about in order; positions and
// appended times take no part. Reads all of them.
absl::StatusOr<std::string> DigestOf(const Sight& sight, const Projection& view);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_DIGEST_H_
