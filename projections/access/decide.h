// Who may read what: participation, decided from the facts themselves. pathways 3, rules 4 to 6.
#ifndef HOMEWARD_PROJECTIONS_ACCESS_DECIDE_H_
#define HOMEWARD_PROJECTIONS_ACCESS_DECIDE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "projections/access/viewer.h"
#include "projections/exchanges/exchange.h"
#include "projections/query/knowledge.h"
#include "projections/screenings/screening.h"

namespace homeward::projections {

// INVALID_ARGUMENT: no purpose; PERMISSION_DENIED: one that the role cannot have, or the acting unit lies outside the
// certificate's. Messages begin with the reason: "PURPOSE_REQUIRED: …".
absl::Status CheckViewer(const Viewer& viewer);

// The same, and INVALID_ARGUMENT for statistics: they are counts, nothing about one person or case is read for them.
absl::Status CheckSingleRead(const Viewer& viewer);

// An exchange: its two units, the coordinator of a province of theirs, the auditor.
AccessDecision MayReadExchange(const Exchange& exchange, const Viewer& viewer, const Frame& frame);

// The same, by what is known now as well where `knowledge` is of another time: only the auditor reads what once was and
// is no more.
AccessDecision MayReadExchange(const Exchange& exchange, const Viewer& viewer, Knowledge* knowledge);

// A person's timeline: an author of an event, a party of an exchange whose verdict is ok, the responsible unit, the
// assigned coordinator, the auditor.
AccessDecision MayReadPerson(const std::string& person, const Viewer& viewer, Knowledge* knowledge);

// A case or tip: police, border guard and prosecution units that take part, the coordinator, the auditor.
// `facts`: of the case and the tips linked to it.
AccessDecision MayReadCase(const Facts& facts, const Viewer& viewer, const Frame& frame);

// A screening: the units that screened, the coordinator of a province of theirs, the auditor. Who reports a person
// found in it reads no counts.
AccessDecision MayReadScreening(const Screening& screening, const Viewer& viewer, const Frame& frame);

// A user of a support model: labour units that wrote about them or were sent them, the auditor.
AccessDecision MayReadServiceUser(const std::string& service_user, const Viewer& viewer, Knowledge* knowledge);

// The exchanges in which the person's facts are named, derived.
std::vector<Exchange> ExchangesOf(const Facts& facts, Knowledge* knowledge);
// One exchange by its subject; no state where it does not exist.
Exchange ExchangeOf(const std::string& subject, Knowledge* knowledge);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_ACCESS_DECIDE_H_
