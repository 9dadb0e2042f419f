// Checks one expectation of a scenario against the views.
//
//   expect referral R1 …       also handover, verification, tip_transfer, file_transfer
//     owes=soc.01:stop,pol.01 | nobody     who owes (which step)
//     overlay=expired,-inherited           has the one, not the other
//     verdict=ok | awaiting(…)             of the exchange; verdict.LABEL of one of its events
//     any other key                        a field of coordination.v1.Exchange: state, to_unit, due, continued_by …
//   expect case C1 …
//     deadline.CODE=running  safeguard.CHECK=kept  verdict.LABEL=…
//     any other key                        a field of CaseProgress: stage, ending, round, accused …
//   expect victim P1 …
//     responsible=soc.01 | none | between_agencies(a,b) | conflict(a,b)
//     lane.identification|support|inclusion|justice=LABEL,-LABEL     track.NAME[.INSTANCE]=state
//     service.CODE[.entitlement]=…  rule.NUMBER=kept  deadline.CODE=…
//     verdict.LABEL=…  struck.LABEL=corrected|retracted|none  replaced.LABEL=LABEL  disputed.LABEL=LABEL
//     any other key                        a field of VictimTimeline: headline, child, times_asked, canonical …
//   expect screening G1 positive=3 unlinked=<10   any key: a field of coordination.v1.Screening, spaces left out
//   expect service_user S1 …               track.NAME=…  entries=LABEL,-LABEL
//   expect indicator i1 plan=s0 …          the figure of an indicator: what a plan asks for, and how it stands
//     area=adm.01 from=2020-01-01 until=2020-12-31 restated=yes     asks so; else the plan's area and period
//     numerator=8 denominator=10 | hidden | none    periods=met,missed  the states of its periods, in order
//     any other key                        a field of oversight.v1.IndicatorFigure: state, share, target.low …
//   expect no indicator i1 area=…          there is none to be told: the status=NOT_FOUND | FAILED_PRECONDITION
//   expect overdue UNIT has R1:referral_answer,P1:initial_verification   also hasnot; @01 is a province
//   expect running UNIT has …              of the same clocks those that are not late
//     any key                              a field of oversight.v1.Clock of each: unit_now, inherited, deadline.due …
//   expect concern no_contact P1           a question of the morning; no_concern: it is not told of P1
//     any key                              a field of oversight.v1.Concern: unit, due, detail, count
//   expect inbox UNIT has R1,R2            also hasnot, and outbox
//   expect unknown victim P1               the same answer as for an id that nobody ever used
//   expect event LABEL field=value         the event as this reader gets it: field=masked, field=none; date=none
//   expect masked victim P1 LABEL [field]  the event, or that field of it, is not shown; also referral R1 field
//
// Everywhere: at=@9 asks about that date (else: the moment of the last event), known=LABEL asks what was known when
// that event had just been recorded. Every other key that is not listed is an error.
#ifndef HOMEWARD_TESTS_SCENARIOS_EXPECT_H_
#define HOMEWARD_TESTS_SCENARIOS_EXPECT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projections/views.h"
#include "tests/scenarios/match.h"
#include "tests/scenarios/plan.h"
#include "tests/scenarios/world.h"

namespace homeward::scenario {

// What expectations are checked against.
struct Scene {
  const Plan* plan = nullptr;
  World* world = nullptr;
  std::map<std::string, uint64_t> positions;  // label → position of that event

  const Symbols& symbols() const { return *plan->symbols; }
  Place place() const { return plan->place(); }
};

// Everything that does not hold; empty if all does. Settles the views first.
Differences Check(const Expectation& expectation, const Scene& scene);

// A viewer with the unit's own certificate; coordinators and auditors by their prefix.
projections::Viewer ViewerOf(const Viewer& viewer, const Symbols& symbols);

// The parts of an answer that a kind of expectation knows besides its fields; expect_*.cc.
void CheckExchange(const pb::Exchange& exchange, const Assignment& attribute, const Scene& scene,
                   Differences* differences);
void CheckCase(const pb::CaseProgress& progress, const Assignment& attribute, const Scene& scene,
               Differences* differences);
void CheckVictim(const pb::VictimTimeline& timeline, const Assignment& attribute, const Scene& scene,
                 Differences* differences);
void CheckScreening(const pb::Screening& screening, const Assignment& attribute, const Scene& scene,
                    Differences* differences);
void CheckServiceUser(const pb::GetServiceUserRecordResponse& record, const Assignment& attribute, const Scene& scene,
                      Differences* differences);

Differences CheckEvent(const Expectation& expectation, const Scene& scene);

// Who asks, for which date, as known when.
struct Asking {
  projections::Viewer viewer;
  pb::ReadContext context;
  std::optional<pb::KnownAt> known_at;
};

// expect indicator, expect no indicator; `attributes` are those that do not say when.
Differences CheckIndicator(const Asking& asking, const std::vector<std::string>& words,
                           const std::vector<Assignment>& attributes, const Scene& scene);

// expect overdue, running; expect concern, no_concern.
Differences CheckDeadlines(const Asking& asking, const std::vector<std::string>& words,
                           const std::vector<Assignment>& attributes, const Scene& scene);
Differences CheckConcern(const Asking& asking, const std::vector<std::string>& words,
                         const std::vector<Assignment>& attributes, const Scene& scene);

// What several kinds share.
const pb::Entry* FindEntry(const google::protobuf::RepeatedPtrField<pb::Entry>& entries, const std::string& label,
                           const Symbols& symbols);
void CheckDeadline(const google::protobuf::RepeatedPtrField<pb::Deadline>& deadlines, const std::string& code,
                   const std::string& expected, Differences* differences);
void CheckTrack(const google::protobuf::RepeatedPtrField<pb::Track>& tracks, const std::string& path,
                const std::string& expected, const Symbols& symbols, Differences* differences);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_EXPECT_H_
