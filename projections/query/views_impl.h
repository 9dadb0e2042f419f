// Views over a projector: each query takes one sight, reads and masks. views.h says what each promises.
#ifndef HOMEWARD_PROJECTIONS_QUERY_VIEWS_IMPL_H_
#define HOMEWARD_PROJECTIONS_QUERY_VIEWS_IMPL_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "projections/projector/aside.h"
#include "projections/projector/projector.h"
#include "projections/query/deadlines.h"
#include "projections/query/exchanges.h"
#include "projections/query/figures.h"
#include "projections/query/knowledge.h"
#include "projections/query/row.h"
#include "projections/views.h"

namespace homeward::projections {

// The present, as one look reads it.
struct Reading {
  SightPtr sight;
  std::shared_ptr<Knowledge> knowledge;
};

class ViewsImpl : public Views {
 public:
  using Views::GetCase;
  using Views::GetReferral;
  using Views::GetScreening;
  using Views::GetServiceUserRecord;
  using Views::GetVictimTimeline;
  using Views::MayRead;

  ViewsImpl(ViewsOptions options, eventstore::Store* store, std::unique_ptr<Projector> projector)
      : options_(std::move(options)),
        store_(store),
        projector_(std::move(projector)),
        aside_(std::make_unique<Aside>(options_.directory + "-aside", projector_->views(), store)) {}

  absl::StatusOr<pb::ListReferralsResponse> ListReferrals(const pb::ListReferralsRequest& request,
                                                          const Viewer& viewer) override;
  absl::StatusOr<pb::GetReferralResponse> GetReferral(const pb::GetReferralRequest& request, const Viewer& viewer,
                                                      const ReadingPtr& reading) override;
  absl::StatusOr<pb::ListInboxResponse> ListInbox(const pb::ListInboxRequest& request, const Viewer& viewer) override;
  absl::StatusOr<pb::ListOutboxResponse> ListOutbox(const pb::ListOutboxRequest& request,
                                                    const Viewer& viewer) override;
  absl::StatusOr<pb::ListCasesResponse> ListCases(const pb::ListCasesRequest& request, const Viewer& viewer) override;
  absl::StatusOr<pb::GetCaseResponse> GetCase(const pb::GetCaseRequest& request, const Viewer& viewer,
                                              const ReadingPtr& reading) override;
  absl::StatusOr<pb::GetScreeningResponse> GetScreening(const pb::GetScreeningRequest& request, const Viewer& viewer,
                                                        const ReadingPtr& reading) override;
  absl::StatusOr<pb::GetVictimTimelineResponse> GetVictimTimeline(const pb::GetVictimTimelineRequest& request,
                                                                  const Viewer& viewer,
                                                                  const ReadingPtr& reading) override;
  absl::StatusOr<pb::GetServiceUserRecordResponse> GetServiceUserRecord(const pb::GetServiceUserRecordRequest& request,
                                                                        const Viewer& viewer,
                                                                        const ReadingPtr& reading) override;
  absl::StatusOr<pb::ListChangesResponse> ListChanges(const pb::ListChangesRequest& request,
                                                      const Viewer& viewer) override;
  absl::StatusOr<pb::ListRulesResponse> ListRules(const pb::ListRulesRequest& request, const Viewer& viewer) override;
  absl::StatusOr<pb::ListDifferencesResponse> ListDifferences(const pb::ListDifferencesRequest& request,
                                                              const Viewer& viewer) override;
  absl::StatusOr<pb::ExplainResponse> Explain(const pb::ExplainRequest& request, const Viewer& viewer) override;
  absl::StatusOr<oversight::v1::ListDeadlinesResponse> ListDeadlines(const oversight::v1::ListDeadlinesRequest& request,
                                                                     const Viewer& viewer) override;
  absl::StatusOr<oversight::v1::ListConcernsResponse> ListConcerns(const oversight::v1::ListConcernsRequest& request,
                                                                   const Viewer& viewer) override;
  absl::StatusOr<oversight::v1::GetIndicatorsResponse> GetIndicators(const oversight::v1::GetIndicatorsRequest& request,
                                                                     const Viewer& viewer) override;
  absl::StatusOr<oversight::v1::GetReportResponse> GetReport(const oversight::v1::GetReportRequest& request,
                                                             const Viewer& viewer) override;
  absl::StatusOr<std::unique_ptr<WatchCursor<oversight::v1::WatchDeadlinesResponse>>> WatchDeadlines(
      const oversight::v1::WatchDeadlinesRequest& request, const Viewer& viewer) override;
  absl::StatusOr<AccessDecision> MayRead(const eventstore::Subject& subject, const Viewer& viewer,
                                         ReadingPtr* reading) override;

  absl::StatusOr<std::unique_ptr<WatchCursor<pb::WatchReferralsResponse>>> WatchReferrals(
      const pb::WatchReferralsRequest& request, const Viewer& viewer) override;
  absl::StatusOr<std::unique_ptr<WatchCursor<pb::WatchCaseResponse>>> WatchCase(const pb::WatchCaseRequest& request,
                                                                                const Viewer& viewer) override;
  absl::StatusOr<std::unique_ptr<WatchCursor<pb::WatchVictimResponse>>> WatchVictim(
      const pb::WatchVictimRequest& request, const Viewer& viewer) override;

  eventstore::Position position() const override { return projector_->sight()->position; }
  uint64_t OnReach(eventstore::Position position, std::function<void()> callback) override {
    return projector_->OnReach(position, std::move(callback));
  }
  void CancelOnReach(uint64_t token) override { projector_->CancelOnReach(token); }
  std::vector<std::string> names() const override;
  absl::StatusOr<std::string> Digest(const std::string& name) const override;
  absl::StatusOr<ViewDigests> Digests(const std::vector<std::string>& names,
                                      const pb::KnownAt& known_at) const override;
  pb::GetViewStatusResponse Status(bool digests) const override;
  absl::Status Rebuild() override { return projector_->StartRebuild(); }
  void Stop() override { aside_->Stop(); }
  Progress progress() const override { return projector_->progress(); }

 private:
  // Lists and facts that belong together, then or now.
  struct Lists {
    SightPtr sight;
    std::unique_ptr<Knowledge> knowledge;
  };

  // The date a query asks about.
  Micros AsAt(const pb::ReadContext& context) const;
  Micros Today() const;
  // The position asked about. OUT_OF_RANGE: beyond the sight.
  absl::StatusOr<eventstore::Position> PositionOf(const Sight& sight, const pb::KnownAt& known_at) const;
  // With what is known today beside it, where it is of another time.
  std::unique_ptr<Knowledge> WithPresent(std::unique_ptr<Knowledge> knowledge, const SightPtr& now,
                                         const pb::ReadContext& context) const;
  std::unique_ptr<Knowledge> Now(const SightPtr& sight, const pb::ReadContext& context) const;
  // As now, or as known at an earlier position or instant. OUT_OF_RANGE: beyond the sight.
  absl::StatusOr<std::unique_ptr<Knowledge>> At(const SightPtr& sight, const pb::ReadContext& context,
                                                const pb::KnownAt& known_at) const;
  // What a Get… answers from: what the look has read already, or a sight of its own.
  absl::StatusOr<std::shared_ptr<Knowledge>> Single(const pb::ReadContext& context, const pb::KnownAt& known_at,
                                                    const ReadingPtr& reading) const;
  absl::StatusOr<pb::ListDifferencesResponse> Compare(const pb::ListDifferencesRequest& request,
                                                      eventstore::Position from, const std::set<RowKey>& rows,
                                                      const Viewer& viewer, Knowledge* knowledge) const;
  // With the lists of then. RESOURCE_EXHAUSTED: the place where they are folded is taken.
  absl::StatusOr<SightPtr> Then(const SightPtr& now, const pb::KnownAt& known_at) const;
  // Clocks that no event starts.
  std::vector<MadeClock> Made(const oversight::v1::ListDeadlinesRequest& request,
                              const std::vector<std::string>& scopes, const Sight& sight, Knowledge* knowledge);
  absl::StatusOr<Lists> ListsAt(const pb::ReadContext& context, const pb::KnownAt& known_at, Micros as_at_us) const;
  // The page and what it was read from; `context` to `page_token` as requested.
  struct Paged {
    std::unique_ptr<Knowledge> knowledge;
    ListPage page;
  };
  absl::StatusOr<Paged> Page(ListKind kind, const pb::ReadContext& context, const pb::KnownAt& known_at,
                             const pb::ExchangeFilter& filter, int32_t page_size, const std::string& page_token,
                             const Viewer& viewer) const;

  ViewsOptions options_;
  eventstore::Store* store_;
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Aside> aside_;
  PlanBooks plan_books_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_VIEWS_IMPL_H_
