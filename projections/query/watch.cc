#include "projections/query/watch.h"

#include <algorithm>
#include <set>
#include <utility>

#include "eventstore/bytes/sha256.h"
#include "projections/access/decide.h"
#include "projections/limits.h"
#include "projections/projector/projection.h"
#include "projections/query/cases.h"
#include "projections/query/exchanges.h"
#include "projections/query/knowledge.h"

namespace homeward::projections {
namespace {

using eventstore::Position;

// What all cursors share: the place, the waking, the framing of answers.
template <typename Response>
class Cursor : public WatchCursor<Response> {
 public:
  Cursor(Views* views, Projector* projector, uint64_t after, Viewer viewer)
      : views_(views), projector_(projector), viewer_(std::move(viewer)), position_(after), fresh_(after == 0) {}
  ~Cursor() override { Unwait(); }

  absl::Status Poll(size_t, std::vector<Response>* responses) override {
    const Position now = projector_->sight()->position;
    std::set<std::string> changed;
    // What is not remembered, as after a rebuild or from before a restart, takes a new snapshot.
    const bool snapshot = fresh_ || now < position_ || !projector_->ChangedSince(position_, &changed);
    if (!snapshot && now == position_) return absl::OkStatus();
    if (auto told = snapshot ? TellAll(responses) : TellChanged(changed, responses); !told.ok()) return told;
    fresh_ = false;
    position_ = now;
    Make(responses)->mutable_caught_up();
    return absl::OkStatus();
  }

  void OnGrowth(std::function<void()> wake) override {
    Unwait();
    waiting_ = projector_->OnReach(fresh_ ? Position() : position_.next(), std::move(wake));
  }

  Position position() const override { return position_; }

 protected:
  virtual absl::Status TellAll(std::vector<Response>* responses) = 0;
  virtual absl::Status TellChanged(const std::set<std::string>& changed, std::vector<Response>* responses) = 0;

  Response* Make(std::vector<Response>* responses) {
    Response& response = responses->emplace_back();
    const SightPtr sight = projector_->sight();
    response.set_position(sight->position.value);
    response.set_incarnation(eventstore::ToHex(sight->incarnation));
    return &response;
  }

  Views* views_;
  Projector* projector_;
  Viewer viewer_;

 private:
  void Unwait() {
    if (waiting_ != 0) projector_->CancelOnReach(waiting_);
    waiting_ = 0;
  }

  Position position_;
  bool fresh_;
  uint64_t waiting_ = 0;
};

class ReferralsCursor : public Cursor<pb::WatchReferralsResponse> {
 public:
  ReferralsCursor(Views* views, Projector* projector, pb::WatchReferralsRequest request, Viewer viewer)
      : Cursor(views, projector, request.after_position(), std::move(viewer)), request_(std::move(request)) {}

 protected:
  absl::Status TellAll(std::vector<pb::WatchReferralsResponse>* responses) override {
    std::set<std::string> before = std::exchange(shown_, {});
    pb::ListReferralsRequest list;
    *list.mutable_context() = request_.context();
    *list.mutable_filter() = request_.filter();
    list.set_page_size(kPageSizeMax);
    do {
      auto page = views_->ListReferrals(list, viewer_);
      if (!page.ok()) return page.status();
      for (auto& exchange : *page->mutable_referrals()) Tell(std::move(exchange), responses);
      list.set_page_token(page->next_page_token());
    } while (!list.page_token().empty());
    for (const std::string& subject : before)
      if (!shown_.contains(subject)) Make(responses)->set_gone(subject);
    return absl::OkStatus();
  }

  absl::Status TellChanged(const std::set<std::string>& changed,
                           std::vector<pb::WatchReferralsResponse>* responses) override {
    const Micros as_at = AsAtNow();
    auto knowledge = std::make_unique<Knowledge>(projector_->sight(), as_at);
    std::set<std::string> subjects;
    for (const std::string& subject : changed) {
      // A consent given or taken back changes what is shown of the person's exchanges.
      if (KindOf(subject) == "person")
        for (const Exchange& e : ExchangesOf(knowledge->Of(subject), knowledge.get()))
          subjects.insert(e.shown.subject());
      const std::string_view kind = KindOf(subject);
      if (!ViewOf(subject).empty() && kind != "person" && kind != "service" && kind != "screening")
        subjects.insert(subject);
    }
    ListQuestion question;
    question.filter = request_.filter();
    for (const std::string& subject : subjects) {
      bool told = false;
      for (const Exchange& e : ExchangesOfSubject(subject, knowledge.get())) {
        if (!PassesFilter(e, question, viewer_, knowledge.get())) continue;
        Tell(MaskExchange(e, viewer_, knowledge.get(), false), responses);
        told = true;
      }
      if (!told && shown_.erase(subject) > 0) Make(responses)->set_gone(subject);
    }
    return knowledge->status();
  }

 private:
  void Tell(pb::Exchange exchange, std::vector<pb::WatchReferralsResponse>* responses) {
    shown_.insert(exchange.subject());
    *Make(responses)->mutable_exchange() = std::move(exchange);
  }
  Micros AsAtNow() {
    // The date of an empty page is the views' own "now", or the one that the watcher asked for.
    pb::ListReferralsRequest probe;
    *probe.mutable_context() = request_.context();
    probe.mutable_filter()->add_states("none");
    probe.set_page_size(1);
    auto page = views_->ListReferrals(probe, viewer_);
    return page.ok() ? page->as_at().seconds() * 1'000'000 + page->as_at().nanos() / 1'000 : 0;
  }

  pb::WatchReferralsRequest request_;
  std::set<std::string> shown_;  // subjects that the watcher has
};

class CaseCursor : public Cursor<pb::WatchCaseResponse> {
 public:
  CaseCursor(Views* views, Projector* projector, pb::WatchCaseRequest request, Viewer viewer)
      : Cursor(views, projector, request.after_position(), std::move(viewer)), request_(std::move(request)) {}

 protected:
  absl::Status TellAll(std::vector<pb::WatchCaseResponse>* responses) override {
    pb::GetCaseRequest get;
    *get.mutable_context() = request_.context();
    get.set_id(request_.id());
    auto answer = views_->GetCase(get, viewer_);
    if (absl::IsNotFound(answer.status())) {
      Make(responses)->set_gone(request_.id());
      return absl::OkStatus();
    }
    if (!answer.ok()) return answer.status();
    linked_.clear();
    for (const auto& tip : answer->progress().tips()) linked_.insert("tip:" + tip);
    for (const auto& person : answer->progress().persons()) linked_.insert("person:" + person);
    linked_.insert(answer->progress().subject());
    *Make(responses)->mutable_progress() = std::move(*answer->mutable_progress());
    return absl::OkStatus();
  }
  absl::Status TellChanged(const std::set<std::string>& changed,
                           std::vector<pb::WatchCaseResponse>* responses) override {
    const bool touched = linked_.empty() || std::any_of(changed.begin(), changed.end(), [&](const std::string& s) {
                           return linked_.contains(s) || IdOf(s) == request_.id();
                         });
    return touched ? TellAll(responses) : absl::OkStatus();
  }

 private:
  pb::WatchCaseRequest request_;
  std::set<std::string> linked_;
};

class VictimCursor : public Cursor<pb::WatchVictimResponse> {
 public:
  VictimCursor(Views* views, Projector* projector, pb::WatchVictimRequest request, Viewer viewer)
      : Cursor(views, projector, request.after_position(), std::move(viewer)), request_(std::move(request)) {}

 protected:
  absl::Status TellAll(std::vector<pb::WatchVictimResponse>* responses) override {
    pb::GetVictimTimelineRequest get;
    *get.mutable_context() = request_.context();
    get.set_person(request_.person());
    auto answer = views_->GetVictimTimeline(get, viewer_);
    if (absl::IsNotFound(answer.status())) {
      Make(responses)->set_gone(request_.person());
      return absl::OkStatus();
    }
    if (!answer.ok()) return answer.status();
    linked_ = {"person:" + request_.person(), std::string(kGovernanceSubject)};
    for (const auto& other : answer->timeline().merged()) linked_.insert("person:" + other);
    for (const auto& exchange : answer->timeline().exchanges()) linked_.insert(exchange.subject());
    for (const auto& id : answer->timeline().cases()) linked_.insert("case:" + id);
    *Make(responses)->mutable_timeline() = std::move(*answer->mutable_timeline());
    return absl::OkStatus();
  }
  absl::Status TellChanged(const std::set<std::string>& changed,
                           std::vector<pb::WatchVictimResponse>* responses) override {
    const bool touched = linked_.empty() || std::any_of(changed.begin(), changed.end(),
                                                        [&](const std::string& s) { return linked_.contains(s); });
    return touched ? TellAll(responses) : absl::OkStatus();
  }

 private:
  pb::WatchVictimRequest request_;
  std::set<std::string> linked_;
};

}  // namespace

std::unique_ptr<WatchCursor<pb::WatchReferralsResponse>> MakeReferralsCursor(Views* views, Projector* projector,
                                                                             pb::WatchReferralsRequest request,
                                                                             Viewer viewer) {
  return std::make_unique<ReferralsCursor>(views, projector, std::move(request), std::move(viewer));
}

std::unique_ptr<WatchCursor<pb::WatchCaseResponse>> MakeCaseCursor(Views* views, Projector* projector,
                                                                   pb::WatchCaseRequest request, Viewer viewer) {
  return std::make_unique<CaseCursor>(views, projector, std::move(request), std::move(viewer));
}

std::unique_ptr<WatchCursor<pb::WatchVictimResponse>> MakeVictimCursor(Views* views, Projector* projector,
                                                                       pb::WatchVictimRequest request, Viewer viewer) {
  return std::make_unique<VictimCursor>(views, projector, std::move(request), std::move(viewer));
}

}  // namespace homeward::projections
