// The queries about where shown values come from.
#include <algorithm>
#include <set>

#include "projections/access/decide.h"
#include "projections/facts/dates.h"
#include "projections/limits.h"
#include "projections/projector/projection.h"
#include "projections/query/differences.h"
#include "projections/query/explain.h"
#include "projections/query/page.h"
#include "projections/query/stamp.h"
#include "projections/query/views_impl.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

constexpr std::string_view kDifferences = "differences";  // in page tokens
constexpr uint32_t kOrderVersion = 1;

std::string PlaceOf(const RowKey& key) { return contract::Cat(key.view, "|", key.subject); }

absl::Status CheckViews(const google::protobuf::RepeatedPtrField<std::string>& views,
                        const std::vector<std::string>& names) {
  for (const std::string& view : views)
    if (view == kGovernanceView || std::find(names.begin(), names.end(), view) == names.end())
      return absl::InvalidArgumentError("VIEW_UNKNOWN: there is no view of that name whose rows could be compared");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<pb::ListDifferencesResponse> ViewsImpl::ListDifferences(const pb::ListDifferencesRequest& request,
                                                                       const Viewer& viewer) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  if (auto checked = CheckViews(request.views(), names()); !checked.ok()) return checked;
  if (!request.has_from()) return absl::InvalidArgumentError("RANGE_MISSING: say from when the views are compared");
  const SightPtr sight = projector_->sight();
  const bool beginning = request.from().position() == 0 && !request.from().has_time();
  const auto from = beginning ? eventstore::Position() : PositionOf(*sight, request.from());
  if (!from.ok()) return from.status();
  auto knowledge = At(sight, request.context(), request.to());
  if (!knowledge.ok()) return knowledge.status();
  if (*from > (*knowledge)->position())
    return absl::InvalidArgumentError("RANGE_BACKWARDS: the first position lies behind the second");

  const std::set<std::string> views(request.views().begin(), request.views().end());
  std::set<RowKey> rows;
  if (!request.subject().empty()) {
    for (RowKey& key : RowsOf(request.subject()))
      if (views.empty() || views.contains(key.view)) rows.insert(std::move(key));
    if (rows.empty()) return absl::NotFoundError("unknown, or not yours to read");
  } else {
    auto touched = RowsTouched(*store_, *from, views, knowledge->get());
    if (!touched.ok()) return touched.status();
    rows = *std::move(touched);
  }
  return Compare(request, *from, rows, viewer, knowledge->get());
}

absl::StatusOr<pb::ListDifferencesResponse> ViewsImpl::Compare(const pb::ListDifferencesRequest& request,
                                                               eventstore::Position from, const std::set<RowKey>& rows,
                                                               const Viewer& viewer, Knowledge* knowledge) const {
  auto size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  pb::ListDifferencesRequest bare = request;
  bare.clear_page_size();
  bare.clear_page_token();
  bare.mutable_context()->clear_min_position();
  const std::string question = QuestionHash(bare, viewer.unit());
  const PageScope scope = ScopeOf(*store_, kDifferences, kOrderVersion, question);
  const auto start = StartOf(scope, request.page_token(), knowledge->frame().as_at_us);
  if (!start.ok()) return start.status();
  const std::string& after = start->after;
  pb::ListDifferencesResponse response;
  Stamp(*knowledge, &response);
  response.set_from_position(from.value);
  size_t looked = 0;
  std::string last;
  for (const RowKey& key : rows) {
    if (!after.empty() && PlaceOf(key) <= after) continue;
    if (static_cast<size_t>(response.differences_size()) >= std::min(*size, kDiffRowsTold) ||
        looked++ >= kDiffRowsPerPage) {
      response.set_next_page_token(EncodeToken(scope, {last, knowledge->frame().as_at_us}));
      break;
    }
    last = PlaceOf(key);
    if (request.subject().empty() && ToldElsewhere(key, from, knowledge)) continue;
    auto difference = DifferenceOf(key, from, request.unit(), viewer, knowledge);
    if (!difference.ok()) return difference.status();
    if (difference->has_value()) *response.add_differences() = **std::move(difference);
  }
  if (!knowledge->status().ok()) return knowledge->status();
  return response;
}

absl::StatusOr<pb::ExplainResponse> ViewsImpl::Explain(const pb::ExplainRequest& request, const Viewer& viewer) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = At(projector_->sight(), request.context(), request.known_at());
  if (!knowledge.ok()) return knowledge.status();
  std::vector<RowKey> rows = RowsOf(request.subject());
  if (!request.view().empty()) std::erase_if(rows, [&](const RowKey& key) { return key.view != request.view(); });
  if (rows.empty()) return absl::NotFoundError("unknown, or not yours to read");
  pb::ExplainResponse response;
  Stamp(**knowledge, &response);
  const std::vector<std::string> fields(request.fields().begin(), request.fields().end());
  if (auto done = projections::Explain(rows.front(), fields, viewer, knowledge->get(), &response); !done.ok())
    return done;
  return response;
}

}  // namespace homeward::projections
