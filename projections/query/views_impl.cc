#include "projections/query/views_impl.h"

#include <chrono>
#include <set>

#include "eventstore/bytes/sha256.h"
#include "projections/access/decide.h"
#include "projections/cases/projection.h"
#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "projections/limits.h"
#include "projections/projector/changes.h"
#include "projections/projector/digest.h"
#include "projections/projector/projection.h"
#include "projections/query/cases.h"
#include "projections/query/page.h"
#include "projections/query/screenings.h"
#include "projections/query/victims.h"
#include "projections/query/watch.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

// One answer for whatever is unknown or not the viewer's to know: nobody can tell the two apart.
absl::Status Unknown() { return absl::NotFoundError("unknown, or not yours to read"); }

Micros SystemClock() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

template <typename Response>
void Stamp(const Knowledge& knowledge, Response* response) {
  response->set_position(knowledge.position().value);
  response->set_incarnation(eventstore::ToHex(knowledge.incarnation()));
  *response->mutable_as_at() = ToTimestamp(knowledge.frame().as_at_us);
}

std::string_view SubjectKindOf(pb::ExchangeKind kind) {
  switch (kind) {
    case pb::EXCHANGE_KIND_HANDOVER:
      return "handover:";
    case pb::EXCHANGE_KIND_VERIFICATION:
      return "verification:";
    case pb::EXCHANGE_KIND_TIP_TRANSFER:
      return "tip:";
    case pb::EXCHANGE_KIND_FILE_TRANSFER:
      return "case:";
    default:
      return "referral:";
  }
}

// Statistics are counts; nothing about one person or case is read for them.
absl::Status CheckSingleRead(const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  if (viewer.purpose == pb::PURPOSE_STATISTICS)
    return absl::InvalidArgumentError("PURPOSE_TOO_WIDE: statistics read no single person, referral or case");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Views>> Views::Open(ViewsOptions options, eventstore::Store* store) {
  auto projector = Projector::Open(options.directory, store);
  if (!projector.ok()) return projector.status();
  return std::make_unique<ViewsImpl>(std::move(options), store, *std::move(projector));
}

Micros ViewsImpl::AsAt(const pb::ReadContext& context) const {
  if (context.has_as_at()) return FromTimestamp(context.as_at());
  return options_.clock ? options_.clock() : SystemClock();
}

std::unique_ptr<Knowledge> ViewsImpl::Now(const SightPtr& sight, const pb::ReadContext& context) const {
  return std::make_unique<Knowledge>(sight, AsAt(context));
}

absl::StatusOr<std::unique_ptr<Knowledge>> ViewsImpl::At(const SightPtr& sight, const pb::ReadContext& context,
                                                         const pb::KnownAt& known_at) const {
  eventstore::Position position(known_at.position());
  if (known_at.has_time()) {
    auto found = PositionAt(*store_, sight->position, FromTimestamp(known_at.time()));
    if (!found.ok()) return found.status();
    position = known_at.position() == 0 ? *found : std::min(position, *found);
  } else if (known_at.position() == 0) {
    return Now(sight, context);
  }
  return Knowledge::At(sight, position, AsAt(context));
}

absl::StatusOr<ListPage> ViewsImpl::Page(ListKind kind, const pb::ReadContext& context,
                                         const pb::ExchangeFilter& filter, int32_t page_size,
                                         const std::string& page_token, const SightPtr& sight, Knowledge* knowledge,
                                         const Viewer& viewer) const {
  auto size = PageSize(page_size);
  if (!size.ok()) return size.status();
  pb::ListReferralsRequest bare;
  *bare.mutable_context() = context;
  bare.mutable_context()->clear_min_position();
  *bare.mutable_filter() = filter;
  ListQuestion question{kind,  filter,     context.has_as_at(),
                        *size, page_token, QuestionHash(bare, contract::Cat(static_cast<int>(kind), viewer.unit()))};
  return ListExchanges(question, viewer, sight, knowledge);
}

absl::StatusOr<pb::ListReferralsResponse> ViewsImpl::ListReferrals(const pb::ListReferralsRequest& request,
                                                                   const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  const SightPtr sight = projector_->sight();
  auto knowledge = Now(sight, request.context());
  auto page = Page(ListKind::kBoard, request.context(), request.filter(), request.page_size(), request.page_token(),
                   sight, knowledge.get(), viewer);
  if (!page.ok()) return page.status();
  pb::ListReferralsResponse response;
  Stamp(*knowledge, &response);
  for (auto& exchange : page->exchanges) *response.add_referrals() = std::move(exchange);
  response.set_next_page_token(page->next_page_token);
  return response;
}

absl::StatusOr<pb::ListInboxResponse> ViewsImpl::ListInbox(const pb::ListInboxRequest& request, const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  const SightPtr sight = projector_->sight();
  auto knowledge = Now(sight, request.context());
  auto page = Page(ListKind::kInbox, request.context(), request.filter(), request.page_size(), request.page_token(),
                   sight, knowledge.get(), viewer);
  if (!page.ok()) return page.status();
  pb::ListInboxResponse response;
  Stamp(*knowledge, &response);
  for (auto& exchange : page->exchanges) *response.add_exchanges() = std::move(exchange);
  response.set_next_page_token(page->next_page_token);
  return response;
}

absl::StatusOr<pb::ListOutboxResponse> ViewsImpl::ListOutbox(const pb::ListOutboxRequest& request,
                                                             const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  const SightPtr sight = projector_->sight();
  auto knowledge = Now(sight, request.context());
  auto page = Page(ListKind::kOutbox, request.context(), request.filter(), request.page_size(), request.page_token(),
                   sight, knowledge.get(), viewer);
  if (!page.ok()) return page.status();
  pb::ListOutboxResponse response;
  Stamp(*knowledge, &response);
  for (auto& exchange : page->exchanges) *response.add_exchanges() = std::move(exchange);
  response.set_next_page_token(page->next_page_token);
  return response;
}

absl::StatusOr<pb::GetReferralResponse> ViewsImpl::GetReferral(const pb::GetReferralRequest& request,
                                                               const Viewer& viewer) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = At(projector_->sight(), request.context(), request.known_at());
  if (!knowledge.ok()) return knowledge.status();
  const std::string subject = contract::Cat(SubjectKindOf(request.kind()), request.id());
  const std::vector<Exchange> exchanges = ExchangesOfSubject(subject, knowledge->get());
  if (!(*knowledge)->status().ok()) return (*knowledge)->status();
  if (exchanges.empty()) return Unknown();
  const Exchange& exchange = exchanges.back();  // of a case's file the last passing
  const AccessDecision decision = MayReadExchange(exchange, viewer, (*knowledge)->frame());
  if (!decision.granted) return Unknown();
  pb::GetReferralResponse response;
  Stamp(**knowledge, &response);
  *response.mutable_referral() = MaskExchange(exchange, viewer, (*knowledge)->frame(), true);
  *response.mutable_basis() = CodedOf(decision.basis);
  return response;
}

absl::StatusOr<pb::ListCasesResponse> ViewsImpl::ListCases(const pb::ListCasesRequest& request, const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  const SightPtr sight = projector_->sight();
  auto knowledge = Now(sight, request.context());
  auto page = ListCasesPage(request, viewer, sight, knowledge.get());
  if (!page.ok()) return page.status();
  pb::ListCasesResponse response;
  Stamp(*knowledge, &response);
  for (auto& progress : page->cases) *response.add_cases() = std::move(progress);
  response.set_next_page_token(page->next_page_token);
  return response;
}

absl::StatusOr<pb::GetCaseResponse> ViewsImpl::GetCase(const pb::GetCaseRequest& request, const Viewer& viewer) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = At(projector_->sight(), request.context(), request.known_at());
  if (!knowledge.ok()) return knowledge.status();
  std::string basis;
  auto progress = ReadCase(CaseSubject(request.id(), knowledge->get()), viewer, true, knowledge->get(), &basis);
  if (!progress.ok()) return progress.status();
  pb::GetCaseResponse response;
  Stamp(**knowledge, &response);
  *response.mutable_progress() = *std::move(progress);
  *response.mutable_basis() = CodedOf(basis);
  return response;
}

absl::StatusOr<pb::GetScreeningResponse> ViewsImpl::GetScreening(const pb::GetScreeningRequest& request,
                                                                 const Viewer& viewer) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = At(projector_->sight(), request.context(), request.known_at());
  if (!knowledge.ok()) return knowledge.status();
  std::string basis;
  auto screening = ReadScreening(request.id(), viewer, knowledge->get(), &basis);
  if (!screening.ok()) return screening.status();
  pb::GetScreeningResponse response;
  Stamp(**knowledge, &response);
  *response.mutable_screening() = *std::move(screening);
  *response.mutable_basis() = CodedOf(basis);
  return response;
}

absl::StatusOr<pb::GetVictimTimelineResponse> ViewsImpl::GetVictimTimeline(const pb::GetVictimTimelineRequest& request,
                                                                           const Viewer& viewer) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = At(projector_->sight(), request.context(), request.known_at());
  if (!knowledge.ok()) return knowledge.status();
  auto timeline = ReadTimeline(request.person(), viewer, knowledge->get());
  if (!timeline.ok()) return timeline.status();
  pb::GetVictimTimelineResponse response;
  Stamp(**knowledge, &response);
  *response.mutable_timeline() = *std::move(timeline);
  return response;
}

absl::StatusOr<pb::GetServiceUserRecordResponse> ViewsImpl::GetServiceUserRecord(
    const pb::GetServiceUserRecordRequest& request, const Viewer& viewer) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = At(projector_->sight(), request.context(), request.known_at());
  if (!knowledge.ok()) return knowledge.status();
  pb::GetServiceUserRecordResponse response;
  Stamp(**knowledge, &response);
  if (auto read = ReadServiceUser(request.service_user(), viewer, knowledge->get(), &response); !read.ok()) return read;
  return response;
}

absl::StatusOr<pb::ListChangesResponse> ViewsImpl::ListChanges(const pb::ListChangesRequest& request,
                                                               const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  const SightPtr sight = projector_->sight();
  auto knowledge = Now(sight, request.context());
  uint64_t since = request.since_position();
  if (since == 0 && request.has_since_time()) {
    auto found = PositionAt(*store_, sight->position, FromTimestamp(request.since_time()));
    if (!found.ok()) return found.status();
    since = found->value;
  }
  auto size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  SubjectSet changed;
  eventstore::Position last(since);
  size_t read = 0;
  absl::Status found;
  auto scanned =
      store_->ReadRange(eventstore::Position(since + 1), sight->position, [&](const eventstore::LogEventPtr& event) {
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
    if (kind == "person" && MayReadPerson(std::string(IdOf(subject)), viewer, knowledge.get()).granted)
      response.add_persons(knowledge->CanonicalOf(std::string(IdOf(subject))));
    if (kind == "tip" || kind == "case") cases.insert(CaseSubject(std::string(IdOf(subject)), knowledge.get()));
    if (ViewOf(subject).empty() || kind == "person" || kind == "service" || kind == "screening") continue;
    for (const Exchange& exchange : ExchangesOfSubject(subject, knowledge.get()))
      if (MayReadExchange(exchange, viewer, knowledge->frame()).granted)
        *response.add_exchanges() = MaskExchange(exchange, viewer, knowledge->frame(), false);
  }
  for (const std::string& subject : cases) {
    std::string basis;
    auto progress = ReadCase(subject, viewer, false, knowledge.get(), &basis);
    if (progress.ok()) *response.add_cases() = *std::move(progress);
  }
  if (!knowledge->status().ok()) return knowledge->status();
  response.set_next_since_position(last.value);
  response.set_more(last < sight->position);
  return response;
}

absl::StatusOr<pb::ListRulesResponse> ViewsImpl::ListRules(const pb::ListRulesRequest& request, const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  const SightPtr sight = projector_->sight();
  pb::ListRulesResponse response;
  response.set_position(sight->position.value);
  response.set_incarnation(eventstore::ToHex(sight->incarnation));
  for (const RuleRow* row : sight->governance->RulesInForce(AsAt(request.context()))) {
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

absl::StatusOr<AccessDecision> ViewsImpl::MayRead(const eventstore::Subject& subject, const Viewer& viewer) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = Now(projector_->sight(), {});
  const std::string id(IdOf(subject.value));
  const std::string_view kind = KindOf(subject.value);
  AccessDecision decision{false, "unknown_subject"};
  if (kind == "person") {
    decision = MayReadPerson(id, viewer, knowledge.get());
  } else if (kind == "service") {
    decision = MayReadServiceUser(id, viewer, knowledge.get());
  } else if (kind == "tip" || kind == "case") {
    const std::string of = CaseSubject(id, knowledge.get());
    if (!of.empty()) decision = MayReadCase(CaseFacts(of, knowledge.get()), viewer, knowledge->frame());
  } else if (kind == "screening") {
    decision = MayReadScreening(ScreeningOf(id, knowledge.get()), viewer, knowledge->frame());
  } else if (!ViewOf(subject.value).empty()) {
    decision = MayReadExchange(ExchangeOf(subject.value, knowledge.get()), viewer, knowledge->frame());
  }
  if (!knowledge->status().ok()) return knowledge->status();
  return decision;
}

absl::StatusOr<std::unique_ptr<WatchCursor<pb::WatchReferralsResponse>>> ViewsImpl::WatchReferrals(
    const pb::WatchReferralsRequest& request, const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  return MakeReferralsCursor(this, projector_.get(), request, viewer);
}

absl::StatusOr<std::unique_ptr<WatchCursor<pb::WatchCaseResponse>>> ViewsImpl::WatchCase(
    const pb::WatchCaseRequest& request, const Viewer& viewer) {
  pb::GetCaseRequest first;
  *first.mutable_context() = request.context();
  first.set_id(request.id());
  if (auto may = GetCase(first, viewer); !may.ok()) return may.status();
  return MakeCaseCursor(this, projector_.get(), request, viewer);
}

absl::StatusOr<std::unique_ptr<WatchCursor<pb::WatchVictimResponse>>> ViewsImpl::WatchVictim(
    const pb::WatchVictimRequest& request, const Viewer& viewer) {
  pb::GetVictimTimelineRequest first;
  *first.mutable_context() = request.context();
  first.set_person(request.person());
  if (auto may = GetVictimTimeline(first, viewer); !may.ok()) return may.status();
  return MakeVictimCursor(this, projector_.get(), request, viewer);
}

std::vector<std::string> ViewsImpl::names() const {
  std::vector<std::string> names;
  for (const auto& view : projector_->views()) names.push_back(view->name());
  return names;
}

absl::StatusOr<std::string> ViewsImpl::Digest(const std::string& name) const {
  for (const auto& view : projector_->views())
    if (view->name() == name) return DigestOf(*projector_->sight(), *view);
  return absl::NotFoundError(contract::Cat("no view is called ", name));
}

pb::GetViewStatusResponse ViewsImpl::Status(bool digests) const {
  const SightPtr sight = projector_->sight();
  const Progress progress = projector_->progress();
  pb::GetViewStatusResponse response;
  response.set_position(sight->position.value);
  response.set_incarnation(eventstore::ToHex(sight->incarnation));
  response.set_head(progress.head.value);
  response.set_rebuilding(progress.rebuilding);
  response.set_rebuilt_position(progress.rebuilt.value);
  response.set_rebuild_failure(std::string(progress.rebuild_status.message()));
  for (const auto& projection : projector_->views()) {
    auto* view = response.add_views();
    view->set_name(projection->name());
    view->set_version(projection->version());
    view->set_position(sight->position.value);
    if (!digests) continue;
    if (auto digest = DigestOf(*sight, *projection); digest.ok()) view->set_digest(*digest);
  }
  return response;
}

}  // namespace homeward::projections
