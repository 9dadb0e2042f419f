// The queries about time: clocks and concerns.
#include "projections/access/decide.h"
#include "projections/facts/dates.h"
#include "projections/projector/projection.h"
#include "projections/query/concerns.h"
#include "projections/query/deadlines.h"
#include "projections/query/page.h"
#include "projections/query/scopes.h"
#include "projections/query/stamp.h"
#include "projections/query/views_impl.h"
#include "projections/query/watch_deadlines.h"

namespace homeward::projections {

std::vector<MadeClock> ViewsImpl::Made(const oversight::v1::ListDeadlinesRequest& request,
                                       const std::vector<std::string>& scopes, const Sight& sight,
                                       Knowledge* knowledge) {
  const Frame& frame = knowledge->frame();
  TallyReader reader(sight.rows.get());
  FigureReader figures(plan_books_.Of(knowledge->governance_facts(), *projector_->sight()), &reader, knowledge);
  std::vector<DutyClock> clocks =
      ReportClocks(figures.book(), *frame.governance, knowledge->position(), frame.as_at_us, &reader);
  for (DutyClock& target : TargetClocks(&figures, frame.as_at_us)) clocks.push_back(std::move(target));
  return ShowMade(request, clocks, scopes, frame);
}

absl::StatusOr<oversight::v1::ListDeadlinesResponse> ViewsImpl::ListDeadlines(
    const oversight::v1::ListDeadlinesRequest& request, const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  if (request.within_days() < 0)
    return absl::InvalidArgumentError("WITHIN_DAYS_NEGATIVE: within_days must not be negative");
  oversight::v1::ListDeadlinesRequest bare = request;
  bare.clear_page_token();
  bare.clear_page_size();
  bare.mutable_context()->clear_min_position();
  const PageScope scope = ScopeOf(*store_, "deadlines", kDeadlineListVersion, QuestionHash(bare, viewer.unit()));
  const auto start = StartOf(scope, request.page_token(), AsAt(request.context()));
  if (!start.ok()) return start.status();
  auto lists = ListsAt(request.context(), request.known_at(), start->as_at_us);
  if (!lists.ok()) return lists.status();
  auto& [sight, knowledge] = *lists;
  const bool past = request.context().has_as_at() && start->as_at_us < Today();
  auto own = OwnScopes(request.unit(), request.province(), viewer, knowledge->frame());
  if (!own.ok()) return own.status();
  auto page = ListDeadlinesPage({request, past, scope, *start, *own, Made(request, *own, *sight, knowledge.get())},
                                viewer, *sight, knowledge.get());
  if (!page.ok()) return page.status();
  oversight::v1::ListDeadlinesResponse response;
  Stamp(*knowledge, &response);
  for (auto& clock : page->clocks) *response.add_clocks() = std::move(clock);
  response.set_next_page_token(page->next_page_token);
  if (!request.with_counts()) return response;
  const Frame& frame = knowledge->frame();
  const Micros year = StartOfDate(DateText(frame.as_at_us).substr(0, 4) + "-01-01");
  auto counts = CountClocks(*sight, *own, {request.rule_codes().begin(), request.rule_codes().end()}, frame, year,
                            frame.as_at_us + 1);
  if (!counts.ok()) return counts.status();
  for (auto& count : *counts) *response.add_counts() = std::move(count);
  return response;
}

absl::StatusOr<oversight::v1::ListConcernsResponse> ViewsImpl::ListConcerns(
    const oversight::v1::ListConcernsRequest& request, const Viewer& viewer) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  oversight::v1::ListConcernsRequest bare = request;
  bare.clear_page_token();
  bare.clear_each();
  bare.mutable_context()->clear_min_position();
  const PageScope scope = ScopeOf(*store_, "concerns", kConcernListVersion, QuestionHash(bare, viewer.unit()));
  const auto start = StartOf(scope, request.page_token(), AsAt(request.context()));
  if (!start.ok()) return start.status();
  auto lists = ListsAt(request.context(), request.known_at(), start->as_at_us);
  if (!lists.ok()) return lists.status();
  return ListConcernsPage(request, scope, *start, viewer, *lists->sight, lists->knowledge.get());
}

absl::StatusOr<std::unique_ptr<WatchCursor<oversight::v1::WatchDeadlinesResponse>>> ViewsImpl::WatchDeadlines(
    const oversight::v1::WatchDeadlinesRequest& request, const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  const Frame frame{AsAt(request.context()), projector_->sight()->governance.get()};
  if (auto scopes = OwnScopes(request.unit(), request.province(), viewer, frame); !scopes.ok()) return scopes.status();
  return MakeDeadlinesCursor(
      projector_.get(), [this] { return Today(); }, request, viewer);
}

}  // namespace homeward::projections
