// Pages: an opaque token that says where the next page begins, for which question, in which version of which view.
#ifndef HOMEWARD_PROJECTIONS_QUERY_PAGE_H_
#define HOMEWARD_PROJECTIONS_QUERY_PAGE_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "homeward/coordination/v1/rows.pb.h"
#include "projections/projector/sight.h"

namespace homeward::projections {

// Rows of a page: 0 is the default, more than the maximum is the maximum. INVALID_ARGUMENT if negative.
absl::StatusOr<size_t> PageSize(int32_t asked);

// A hash of the question; the request's own page fields must have been cleared.
std::string QuestionHash(const google::protobuf::Message& request, std::string_view viewer);

std::string EncodeToken(const coordination::v1::PageToken& token);
// INVALID_ARGUMENT: not a token, or for another question; ABORTED: of another version of the view or another log.
absl::StatusOr<coordination::v1::PageToken> DecodeToken(std::string_view text, std::string_view view, uint32_t version,
                                                        std::string_view incarnation, std::string_view question);

// One range of index rows to merge: rows whose index key begins with `prefix` in the view's family.
struct IndexRange {
  std::string view;
  std::string prefix;  // of the index key: ListPrefix(…)
};

// Walks the merged ranges in the order of what follows their prefixes, from after `after` on, each entry once. `visit`
// gets that rest of the key (its place) and the subject; false stops. Returns whether everything was walked; fewer than
// everything also where more than kPageScanMax rows were looked at, then `last` is where to go on.
absl::StatusOr<bool> WalkIndex(const Sight& sight, const std::vector<IndexRange>& ranges, const std::string& after,
                               const std::function<bool(const std::string& place, const std::string& subject)>& visit,
                               std::string* last);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_PAGE_H_
