// Pages: an opaque token that says where the next page begins, for which question, in which version of which view.
#ifndef HOMEWARD_PROJECTIONS_QUERY_PAGE_H_
#define HOMEWARD_PROJECTIONS_QUERY_PAGE_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/store.h"
#include "google/protobuf/message.h"
#include "projections/projector/sight.h"
#include "projections/query/list_ranges.h"

namespace homeward::projections {

// Rows of a page: 0 is the default, more than the maximum is the maximum. INVALID_ARGUMENT if negative.
absl::StatusOr<size_t> PageSize(int32_t asked);

// A hash of the question; the request's own page fields must have been cleared.
std::string QuestionHash(const google::protobuf::Message& request, std::string_view viewer);

// What a token is good for: one question to one version of one view of one log, whose key it is authenticated with.
struct PageScope {
  std::string view;
  uint32_t version = 0;
  std::string question;  // QuestionHash
  std::string incarnation;
  eventstore::Hash key{};
};
PageScope ScopeOf(const eventstore::Store& store, std::string_view view, uint32_t version, std::string question);

// Where a page begins, and for which date all pages answer.
struct PageStart {
  std::string after;  // empty: at the beginning
  int64_t as_at_us = 0;
};

// The token of the page that begins there.
std::string EncodeToken(const PageScope& scope, const PageStart& next);

// Where the page of this token begins; without a token the first one, for `as_at_us`.
// INVALID_ARGUMENT: PAGE_TOKEN_INVALID, this log never gave it out; PAGE_TOKEN_OTHER_QUESTION. ABORTED:
// PAGE_TOKEN_OTHER_LOG, the log is another, or was restored; PAGE_TOKEN_OUTLIVED, the view has another version.
absl::StatusOr<PageStart> StartOf(const PageScope& scope, std::string_view token, int64_t as_at_us);

// Walks the merged ranges in the order of what follows their prefixes, from after `after` on, each entry once that
// stands in one of the scopes. `visit` gets that rest of the key (its place) and the subject; false stops. Returns
// whether everything was walked; fewer than everything also where more than kPageScanMax rows were looked at, then
// `last` is where to go on.
absl::StatusOr<bool> WalkIndex(const Sight& sight, const std::vector<IndexRange>& ranges,
                               const std::vector<std::string>& scopes, const std::string& after,
                               const std::function<bool(const std::string& place, const std::string& subject)>& visit,
                               std::string* last);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_PAGE_H_
