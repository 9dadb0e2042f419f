// The queries that answer with many rows: boards, boxes, cases, changes, rules.
#include <set>

#include "projections/access/decide.h"
#include "projections/cases/projection.h"
#include "projections/exchanges/index.h"
#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "projections/limits.h"
#include "projections/projector/changes.h"
#include "projections/projector/projection.h"
#include "projections/query/cases.h"
#include "projections/query/page.h"
#include "projections/query/stamp.h"
#include "projections/query/views_impl.h"
#include "proto/contract/text.h"

namespace homeward::projections {

absl::StatusOr<SightPtr> ViewsImpl::Then(const SightPtr& now, const pb::KnownAt& known_at) const {
  const auto position = PositionOf(*now, known_at);
  if (!position.ok()) return position.status();
  if (*position == now->position) return now;
  return aside_->At(*position);
}

absl::StatusOr<ViewsImpl::Lists> ViewsImpl::ListsAt(const pb::ReadContext& context, const pb::KnownAt& known_at,
                                                    Micros as_at_us) const {
  const SightPtr now = projector_->sight();
  auto then = Then(now, known_at);
  if (!then.ok()) return then.status();
  auto knowledge = WithPresent(std::make_unique<Knowledge>(*then, as_at_us), now, context);
  return Lists{*std::move(then), std::move(knowledge)};
}

absl::StatusOr<ViewsImpl::Paged> ViewsImpl::Page(ListKind kind, const pb::ReadContext& context,
                                                 const pb::KnownAt& known_at, const pb::ExchangeFilter& filter,
                                                 int32_t page_size, const std::string& page_token,
                                                 const Viewer& viewer) const {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  auto size = PageSize(page_size);
  if (!size.ok()) return size.status();
  pb::ListReferralsRequest bare;
  *bare.mutable_context() = context;
  bare.mutable_context()->clear_min_position();
  *bare.mutable_filter() = filter;
  *bare.mutable_known_at() = known_at;
  PageScope scope = ScopeOf(*store_, kReferralsView, kExchangeListVersion,
                            QuestionHash(bare, contract::Cat(static_cast<int>(kind), viewer.unit())));
  auto start = StartOf(scope, page_token, AsAt(context));
  if (!start.ok()) return start.status();
  auto lists = ListsAt(context, known_at, start->as_at_us);
  if (!lists.ok()) return lists.status();
  const ListQuestion question{kind, filter, context.has_as_at(), *size, std::move(scope), *std::move(start)};
  auto page = ListExchanges(question, viewer, lists->sight, lists->knowledge.get());
  if (!page.ok()) return page.status();
  return Paged{std::move(lists->knowledge), *std::move(page)};
}

absl::StatusOr<pb::ListReferralsResponse> ViewsImpl::ListReferrals(const pb::ListReferralsRequest& request,
                                                                   const Viewer& viewer) {
  auto paged = Page(ListKind::kBoard, request.context(), request.known_at(), request.filter(), request.page_size(),
                    request.page_token(), viewer);
  if (!paged.ok()) return paged.status();
  pb::ListReferralsResponse response;
  Stamp(*paged->knowledge, &response);
  for (auto& exchange : paged->page.exchanges) *response.add_referrals() = std::move(exchange);
  response.set_next_page_token(paged->page.next_page_token);
  return response;
}

absl::StatusOr<pb::ListInboxResponse> ViewsImpl::ListInbox(const pb::ListInboxRequest& request, const Viewer& viewer) {
  auto paged = Page(ListKind::kInbox, request.context(), request.known_at(), request.filter(), request.page_size(),
                    request.page_token(), viewer);
  if (!paged.ok()) return paged.status();
  pb::ListInboxResponse response;
  Stamp(*paged->knowledge, &response);
  for (auto& exchange : paged->page.exchanges) *response.add_exchanges() = std::move(exchange);
  response.set_next_page_token(paged->page.next_page_token);
  return response;
}

absl::StatusOr<pb::ListOutboxResponse> ViewsImpl::ListOutbox(const pb::ListOutboxRequest& request,
                                                             const Viewer& viewer) {
  auto paged = Page(ListKind::kOutbox, request.context(), request.known_at(), request.filter(), request.page_size(),
                    request.page_token(), viewer);
  if (!paged.ok()) return paged.status();
  pb::ListOutboxResponse response;
  Stamp(*paged->knowledge, &response);
  for (auto& exchange : paged->page.exchanges) *response.add_exchanges() = std::move(exchange);
  response.set_next_page_token(paged->page.next_page_token);
  return response;
}

absl::StatusOr<pb::ListCasesResponse> ViewsImpl::ListCases(const pb::ListCasesRequest& request, const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  pb::ListCasesRequest bare = request;
  bare.clear_page_token();
  bare.clear_page_size();
  bare.mutable_context()->clear_min_position();
  const PageScope scope = ScopeOf(*store_, kCasesView, kCaseListVersion, QuestionHash(bare, viewer.unit()));
  const auto start = StartOf(scope, request.page_token(), AsAt(request.context()));
  if (!start.ok()) return start.status();
  auto lists = ListsAt(request.context(), request.known_at(), start->as_at_us);
  if (!lists.ok()) return lists.status();
  auto& [sight, knowledge] = *lists;
  auto page = ListCasesPage(request, scope, *start, viewer, sight, knowledge.get());
  if (!page.ok()) return page.status();
  pb::ListCasesResponse response;
  Stamp(*knowledge, &response);
  for (auto& progress : page->cases) *response.add_cases() = std::move(progress);
  response.set_next_page_token(page->next_page_token);
  return response;
}

absl::StatusOr<pb::ListChangesResponse> ViewsImpl::ListChanges(const pb::ListChangesRequest& request,
                                                               const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  auto then = At(projector_->sight(), request.context(), request.known_at());
  if (!then.ok()) return then.status();
  Knowledge* const knowledge = then->get();
  uint64_t since = request.since_position();
  if (since == 0 && request.has_since_time()) {
    auto found = PositionAt(*store_, knowledge->position(), FromTimestamp(request.since_time()));
    if (!found.ok()) return found.status();
    since = found->value;
  }
  auto size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  SubjectSet changed;
  eventstore::Position last(since);
  size_t read = 0;
  absl::Status found;
  auto scanned = store_->ReadRange(eventstore::Position(since + 1), knowledge->position(),
                                   [&](const eventstore::LogEventPtr& event) {
                                     if (changed.size() >= *size || read++ >= kChangesScanMax) return false;
                                     found = AddChanged(*event, *store_, &changed);
                                     last = event->position;
                                     return found.ok();
                                   });
  if (!scanned.ok()) return scanned;
  if (!found.ok()) return found;
  const std::set<std::string> subjects(changed.begin(), changed.end());
  pb::ListChangesResponse response;
  Stamp(*knowledge, &response);
  std::set<std::string> cases;
  for (const std::string& subject : subjects) {
    const std::string_view kind = KindOf(subject);
    if (kind == "person" && MayReadPerson(std::string(IdOf(subject)), viewer, knowledge).granted)
      response.add_persons(knowledge->CanonicalOf(std::string(IdOf(subject))));
    if (kind == "tip" || kind == "case") cases.insert(CaseSubject(std::string(IdOf(subject)), knowledge));
    if (ViewOf(subject).empty() || kind == "person" || kind == "service" || kind == "screening") continue;
    for (const Exchange& exchange : ExchangesOfSubject(subject, knowledge))
      if (MayReadExchange(exchange, viewer, knowledge).granted)
        *response.add_exchanges() = MaskExchange(exchange, viewer, knowledge, false);
  }
  for (const std::string& subject : cases) {
    std::string basis;
    auto progress = ReadCase(subject, viewer, false, knowledge, &basis);
    if (progress.ok()) *response.add_cases() = *std::move(progress);
  }
  if (!knowledge->status().ok()) return knowledge->status();
  response.set_next_since_position(last.value);
  response.set_more(last < knowledge->position());
  return response;
}

absl::StatusOr<pb::ListRulesResponse> ViewsImpl::ListRules(const pb::ListRulesRequest& request, const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  const SightPtr now = projector_->sight();
  const auto knowledge = At(now, request.context(), request.known_at());
  if (!knowledge.ok()) return knowledge.status();
  pb::ListRulesResponse response;
  response.set_position((*knowledge)->position().value);
  response.set_incarnation(eventstore::ToHex((*knowledge)->incarnation()));
  for (const RuleRow* row : (*knowledge)->governance().RulesInForce(AsAt(request.context()))) {
    auto* rule = response.add_rules();
    rule->set_code(row->code);
    rule->set_amount(row->amount);
    rule->set_unit(row->unit);
    rule->set_article(row->article);
    rule->set_valid_from(DateText(row->from_us));
    if (row->until_us != 0) rule->set_valid_until(DateText(row->until_us - 1));
    *rule->mutable_label() = LabelOf(row->code);
  }
  return response;
}

}  // namespace homeward::projections
