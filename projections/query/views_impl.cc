#include "projections/query/views_impl.h"

#include <algorithm>
#include <chrono>

#include "projections/access/decide.h"
#include "projections/cases/projection.h"
#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "projections/projector/digest.h"
#include "projections/projector/projection.h"
#include "projections/query/cases.h"
#include "projections/query/screenings.h"
#include "projections/query/stamp.h"
#include "projections/query/victims.h"
#include "projections/query/watch.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

Micros SystemClock() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
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

}  // namespace

absl::StatusOr<std::unique_ptr<Views>> Views::Open(ViewsOptions options, eventstore::Store* store) {
  auto projector = Projector::Open(options.directory, store);
  if (!projector.ok()) return projector.status();
  return std::make_unique<ViewsImpl>(std::move(options), store, *std::move(projector));
}

Micros ViewsImpl::AsAt(const pb::ReadContext& context) const {
  return context.has_as_at() ? FromTimestamp(context.as_at()) : Today();
}

Micros ViewsImpl::Today() const { return options_.clock ? options_.clock() : SystemClock(); }

absl::StatusOr<eventstore::Position> ViewsImpl::PositionOf(const Sight& sight, const pb::KnownAt& known_at) const {
  eventstore::Position position(known_at.position());
  if (known_at.has_time()) {
    auto found = PositionAt(*store_, sight.position, FromTimestamp(known_at.time()));
    if (!found.ok()) return found.status();
    return known_at.position() == 0 ? *found : std::min(position, *found);
  }
  if (known_at.position() == 0) return sight.position;
  if (position > sight.position)
    return absl::OutOfRangeError("POSITION_BEYOND_HEAD: the views do not know that position yet");
  return position;
}

std::unique_ptr<Knowledge> ViewsImpl::WithPresent(std::unique_ptr<Knowledge> knowledge, const SightPtr& now,
                                                  const pb::ReadContext& context) const {
  const Micros today = context.has_as_at() ? Today() : knowledge->frame().as_at_us;
  if (knowledge->position() != now->position || knowledge->frame().as_at_us != today)
    knowledge->set_present(std::make_unique<Knowledge>(now, today));
  return knowledge;
}

std::unique_ptr<Knowledge> ViewsImpl::Now(const SightPtr& sight, const pb::ReadContext& context) const {
  return WithPresent(std::make_unique<Knowledge>(sight, AsAt(context)), sight, context);
}

absl::StatusOr<std::unique_ptr<Knowledge>> ViewsImpl::At(const SightPtr& sight, const pb::ReadContext& context,
                                                         const pb::KnownAt& known_at) const {
  const auto position = PositionOf(*sight, known_at);
  if (!position.ok()) return position.status();
  if (*position == sight->position) return Now(sight, context);
  auto knowledge = Knowledge::At(sight, *position, AsAt(context));
  if (!knowledge.ok()) return knowledge.status();
  return WithPresent(*std::move(knowledge), sight, context);
}

absl::StatusOr<std::shared_ptr<Knowledge>> ViewsImpl::Single(const pb::ReadContext& context,
                                                             const pb::KnownAt& known_at,
                                                             const ReadingPtr& reading) const {
  if (reading == nullptr) return At(projector_->sight(), context, known_at);
  const SightPtr& sight = reading->sight;
  const auto position = PositionOf(*sight, known_at);
  if (!position.ok()) return position.status();
  const Micros today = reading->knowledge->frame().as_at_us;
  const Micros as_at = context.has_as_at() ? AsAt(context) : today;
  if (*position == sight->position && as_at == today) return reading->knowledge;
  absl::StatusOr<std::shared_ptr<Knowledge>> then = std::make_shared<Knowledge>(sight, as_at);
  if (*position != sight->position) then = Knowledge::At(sight, *position, as_at);
  if (then.ok()) (*then)->set_present(reading->knowledge);
  return then;
}

absl::StatusOr<pb::GetReferralResponse> ViewsImpl::GetReferral(const pb::GetReferralRequest& request,
                                                               const Viewer& viewer, const ReadingPtr& reading) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = Single(request.context(), request.known_at(), reading);
  if (!knowledge.ok()) return knowledge.status();
  const std::string subject = contract::Cat(SubjectKindOf(request.kind()), request.id());
  std::string basis;
  auto exchange = ReadExchange(subject, viewer, knowledge->get(), &basis);
  if (!exchange.ok()) return exchange.status();
  pb::GetReferralResponse response;
  Stamp(**knowledge, &response);
  *response.mutable_referral() = *std::move(exchange);
  *response.mutable_basis() = CodedOf(basis);
  return response;
}

absl::StatusOr<pb::GetCaseResponse> ViewsImpl::GetCase(const pb::GetCaseRequest& request, const Viewer& viewer,
                                                       const ReadingPtr& reading) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = Single(request.context(), request.known_at(), reading);
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
                                                                 const Viewer& viewer, const ReadingPtr& reading) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = Single(request.context(), request.known_at(), reading);
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
                                                                           const Viewer& viewer,
                                                                           const ReadingPtr& reading) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = Single(request.context(), request.known_at(), reading);
  if (!knowledge.ok()) return knowledge.status();
  auto timeline = ReadTimeline(request.person(), viewer, knowledge->get());
  if (!timeline.ok()) return timeline.status();
  pb::GetVictimTimelineResponse response;
  Stamp(**knowledge, &response);
  *response.mutable_timeline() = *std::move(timeline);
  return response;
}

absl::StatusOr<pb::GetServiceUserRecordResponse> ViewsImpl::GetServiceUserRecord(
    const pb::GetServiceUserRecordRequest& request, const Viewer& viewer, const ReadingPtr& reading) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  auto knowledge = Single(request.context(), request.known_at(), reading);
  if (!knowledge.ok()) return knowledge.status();
  pb::GetServiceUserRecordResponse response;
  Stamp(**knowledge, &response);
  if (auto read = ReadServiceUser(request.service_user(), viewer, knowledge->get(), &response); !read.ok()) return read;
  return response;
}

absl::StatusOr<AccessDecision> ViewsImpl::MayRead(const eventstore::Subject& subject, const Viewer& viewer,
                                                  ReadingPtr* reading) {
  if (auto checked = CheckSingleRead(viewer); !checked.ok()) return checked;
  const SightPtr sight = projector_->sight();
  const std::shared_ptr<Knowledge> knowledge = Now(sight, {});
  if (reading != nullptr) *reading = std::make_shared<Reading>(Reading{sight, knowledge});
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
  // The auditor proves what was known once, also of what has been taken back since: the query itself says what is
  // there.
  if (!decision.granted && viewer.role == Role::kAuditor && !ViewOf(subject.value).empty() &&
      !knowledge->Of(subject.value).empty())
    decision = {true, "auditor"};
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
  auto digests = Digests({name}, {});
  if (!digests.ok()) return digests.status();
  return std::move(digests->by_view.front().second);
}

absl::StatusOr<ViewDigests> ViewsImpl::Digests(const std::vector<std::string>& names,
                                               const pb::KnownAt& known_at) const {
  auto sight = Then(projector_->sight(), known_at);
  if (!sight.ok()) return sight.status();
  ViewDigests digests{(*sight)->position, (*sight)->incarnation, {}};
  for (const std::string& name : names.empty() ? this->names() : names) {
    const auto view = std::find_if(projector_->views().begin(), projector_->views().end(),
                                   [&](const auto& each) { return each->name() == name; });
    if (view == projector_->views().end()) return absl::NotFoundError(contract::Cat("no view is called ", name));
    auto digest = DigestOf(**sight, **view);
    if (!digest.ok()) return digest.status();
    digests.by_view.emplace_back(name, *std::move(digest));
  }
  return digests;
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
