// Lists and single reads of exchanges, masked for the viewer.
#ifndef HOMEWARD_PROJECTIONS_QUERY_EXCHANGES_H_
#define HOMEWARD_PROJECTIONS_QUERY_EXCHANGES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "projections/access/viewer.h"
#include "projections/exchanges/exchange.h"
#include "projections/query/knowledge.h"
#include "projections/query/page.h"

namespace homeward::projections {

inline constexpr uint32_t kExchangeListVersion = 1;  // of the lists' order; a token of another one is refused

enum class ListKind { kBoard, kInbox, kOutbox };

struct ListQuestion {
  ListKind kind = ListKind::kBoard;
  coordination::v1::ExchangeFilter filter;
  bool past = false;  // as_at was given: what is closed now may have been open then
  size_t page_size = 0;
  PageScope scope;
  PageStart start;
};

struct ListPage {
  std::vector<coordination::v1::Exchange> exchanges;
  std::string next_page_token;
};

// PERMISSION_DENIED: the unit or province is not the viewer's to list.
absl::StatusOr<ListPage> ListExchanges(const ListQuestion& question, const Viewer& viewer, const SightPtr& sight,
                                       Knowledge* knowledge);

// All exchanges of one subject: one, or for a case every passing of its file.
std::vector<Exchange> ExchangesOfSubject(const std::string& subject, Knowledge* knowledge);

// The subject's exchange (of a case's file the last passing) with its events. NOT_FOUND: unknown, or not this viewer's
// to know.
absl::StatusOr<coordination::v1::Exchange> ReadExchange(const std::string& subject, const Viewer& viewer,
                                                        Knowledge* knowledge, std::string* basis);

// Whether the filter lets it through for this viewer.
bool PassesFilter(const Exchange& exchange, const ListQuestion& question, const Viewer& viewer, Knowledge* knowledge);

// The exchange as the viewer gets it; with both halves' events where `entries`.
coordination::v1::Exchange MaskExchange(const Exchange& exchange, const Viewer& viewer, Knowledge* knowledge,
                                        bool entries);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_EXCHANGES_H_
