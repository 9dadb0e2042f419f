#include "projections/access/decide.h"

#include <algorithm>
#include <set>

#include "projections/access/mask.h"
#include "projections/projector/projection.h"
#include "projections/query/exchanges.h"
#include "projections/victims/responsible.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::Purpose;

AccessDecision Granted(std::string_view basis) { return {true, std::string(basis)}; }
AccessDecision Refused(std::string_view basis) { return {false, std::string(basis)}; }

bool Justice(Role role) { return role == Role::kPolice || role == Role::kBorderGuard || role == Role::kProsecution; }

bool PurposeFits(Purpose purpose, Role role) {
  switch (purpose) {
    case coordination::v1::PURPOSE_INVESTIGATION:
      return Justice(role);
    case coordination::v1::PURPOSE_PROSECUTION:
      return Justice(role);
    case coordination::v1::PURPOSE_AUDIT:
      return role == Role::kAuditor;
    default:
      return role != Role::kAuditor || purpose == coordination::v1::PURPOSE_SUPERVISION ||
             purpose == coordination::v1::PURPOSE_STATISTICS;
  }
}

bool AnyOwn(const std::vector<std::string>& units, const Viewer& viewer, const Frame& frame) {
  return std::any_of(units.begin(), units.end(), [&](const auto& u) { return IsOwn(u, viewer, frame); });
}

bool Coordinates(const std::set<std::string>& provinces, const Viewer& viewer, const Frame& frame) {
  if (viewer.role != Role::kCoordinator) return false;
  return std::any_of(provinces.begin(), provinces.end(),
                     [&](const auto& p) { return frame.governance->Coordinates(viewer.unit(), p, frame.as_at_us); });
}

// Answering an exchange does not make an author: whether the exchange was addressed to the unit decides.
bool Authors(const Fact& fact) {
  static constexpr std::string_view kAnswers[] = {"referral_in", "handover_in", "dispute", "identity"};
  return std::find(std::begin(kAnswers), std::end(kAnswers), fact.StreamKind()) == std::end(kAnswers);
}

// Exchanges that still carry the person to the receiver.
bool Carries(const Exchange& exchange) {
  static constexpr std::string_view kStates[] = {"sent",    "received",  "accepted", "in_progress",
                                                 "on_hold", "completed", "offered",  "given",
                                                 "taken",   "requested", "extended"};
  return exchange.open_to_receiver &&
         std::find(std::begin(kStates), std::end(kStates), exchange.shown.state().code()) != std::end(kStates);
}

// The auditor proves what was known then, whatever became of it.
bool DecidedByThen(const Viewer& viewer, Knowledge* knowledge) {
  return viewer.role == Role::kAuditor || knowledge->present() == knowledge;
}

void AddProvince(const std::string& unit, std::set<std::string>* provinces) {
  if (std::string_view p = contract::UnitProvince(unit); !p.empty()) provinces->emplace(p);
}

// By what is known of the person at one time.
AccessDecision ReadsPerson(const std::string& person, const Viewer& viewer, Knowledge* knowledge) {
  const Facts facts = knowledge->OfPerson(person);
  const Frame& frame = knowledge->frame();
  const History history = MakeHistory(facts, frame.as_at_us);
  if (history.empty()) return Refused("unknown_subject");
  if (viewer.role == Role::kAuditor) return Granted("auditor");
  std::set<std::string> provinces;
  for (const Line& line : history) {
    // Who wrote an event knows it, also once it was taken back.
    if (line.stands()) AddProvince(line.fact.unit(), &provinces);
    if (Authors(line.fact) && IsOwn(line.fact.unit(), viewer, frame)) return Granted("author");
  }
  if (viewer.role == Role::kCoordinator)
    return Coordinates(provinces, viewer, frame) ? Granted("assigned_coordinator") : Refused("not_a_participant");
  const std::vector<Exchange> exchanges = ExchangesOf(facts, knowledge);
  bool party = false;
  for (const Exchange& exchange : exchanges) {
    if (!AnyOwn(exchange.receivers, viewer, frame)) continue;
    party = true;
    if (Carries(exchange)) return Granted("referral_party");
  }
  if (AnyOwn(DeriveResponsible(history, exchanges, frame).units, viewer, frame)) return Granted("responsible_unit");
  return Refused(party ? "verdict_not_ok" : "not_a_participant");
}

AccessDecision ReadsServiceUser(const std::string& service_user, const Viewer& viewer, Knowledge* knowledge) {
  const Facts facts = knowledge->Of(contract::Cat("service:", service_user));
  const Frame& frame = knowledge->frame();
  const History history = MakeHistory(facts, frame.as_at_us);
  if (history.empty()) return Refused("unknown_subject");
  if (viewer.role == Role::kAuditor) return Granted("auditor");
  if (viewer.role != Role::kLabour) return Refused("hidden_domain");
  for (const Line& line : history)
    if (line.stands() && IsOwn(line.fact.unit(), viewer, frame)) return Granted("author");
  for (const Exchange& exchange : ExchangesOf(facts, knowledge))
    if (Carries(exchange) && AnyOwn(exchange.receivers, viewer, frame)) return Granted("referral_party");
  return Refused("not_a_participant");
}

}  // namespace

absl::Status CheckViewer(const Viewer& viewer) {
  if (viewer.role == Role::kNone)
    return absl::PermissionDeniedError("ROLE_NOT_PERMITTED: the certificate has no role that reads");
  if (!contract::UnitCovers(viewer.certificate_unit, viewer.unit()))
    return absl::PermissionDeniedError("UNIT_OUTSIDE_CERTIFICATE: the acting unit lies outside the certificate's unit");
  if (viewer.purpose == coordination::v1::PURPOSE_UNSPECIFIED)
    return absl::InvalidArgumentError("PURPOSE_REQUIRED: say the purpose of reading");
  if (!PurposeFits(viewer.purpose, viewer.role))
    return absl::PermissionDeniedError("PURPOSE_NOT_FOR_ROLE: this role does not read for this purpose");
  return absl::OkStatus();
}

absl::Status CheckSingleRead(const Viewer& viewer) {
  if (auto checked = CheckViewer(viewer); !checked.ok()) return checked;
  if (viewer.purpose == coordination::v1::PURPOSE_STATISTICS)
    return absl::InvalidArgumentError("PURPOSE_TOO_WIDE: statistics read no single person, referral or case");
  return absl::OkStatus();
}

Exchange ExchangeOf(const std::string& subject, Knowledge* knowledge) {
  const std::string id(IdOf(subject));
  const std::string_view kind = KindOf(subject);
  const Facts& facts = knowledge->Of(subject);
  std::set<std::string> persons;
  for (const Fact& fact : facts)
    for (const std::string& s : fact.Subjects())
      if (KindOf(s) == "person") persons.emplace(IdOf(s));
  Facts about;
  if (kind == "referral" || kind == "handover" || kind == "verification") {
    for (const std::string& person : persons) {
      const Facts of = knowledge->OfPerson(person);
      about.insert(about.end(), of.begin(), of.end());
    }
    Sort(&about);
  }
  Exchange exchange = kind == "referral"       ? DeriveReferral(id, facts, about, knowledge->frame())
                      : kind == "handover"     ? DeriveHandover(id, facts, about, knowledge->frame())
                      : kind == "verification" ? DeriveVerification(id, facts, about, knowledge->frame())
                                               : DeriveTipTransfer(id, facts, knowledge->frame());
  if (!exchange.shown.person().empty()) exchange.shown.set_person(knowledge->CanonicalOf(exchange.shown.person()));
  return exchange;
}

std::vector<Exchange> ExchangesOf(const Facts& facts, Knowledge* knowledge) {
  std::set<std::string> subjects;
  for (const Fact& fact : facts)
    for (const std::string& s : fact.Subjects())
      if (KindOf(s) == "referral" || KindOf(s) == "handover" || KindOf(s) == "verification") subjects.insert(s);
  std::vector<Exchange> exchanges;
  for (const std::string& subject : subjects) {
    Exchange exchange = ExchangeOf(subject, knowledge);
    if (!exchange.shown.state().code().empty()) exchanges.push_back(std::move(exchange));
  }
  std::stable_sort(exchanges.begin(), exchanges.end(),
                   [](const Exchange& a, const Exchange& b) { return a.shown.open() > b.shown.open(); });
  return exchanges;
}

AccessDecision MayReadExchange(const Exchange& exchange, const Viewer& viewer, const Frame& frame) {
  const auto& e = exchange.shown;
  if (e.state().code().empty()) return Refused("unknown_subject");
  if (exchange.hidden_domain && viewer.role != Role::kLabour && viewer.role != Role::kAuditor)
    return Refused("hidden_domain");
  if (AnyOwn(exchange.senders, viewer, frame) || AnyOwn(exchange.receivers, viewer, frame))
    return Granted("referral_party");
  if (viewer.role == Role::kAuditor) return Granted("auditor");
  std::set<std::string> provinces;
  for (const auto* units : {&exchange.senders, &exchange.receivers})
    for (const std::string& unit : *units) AddProvince(unit, &provinces);
  if (Coordinates(provinces, viewer, frame)) return Granted("assigned_coordinator");
  return Refused("not_a_participant");
}

AccessDecision MayReadExchange(const Exchange& exchange, const Viewer& viewer, Knowledge* knowledge) {
  AccessDecision decision = MayReadExchange(exchange, viewer, knowledge->frame());
  if (!decision.granted || DecidedByThen(viewer, knowledge)) return decision;
  Knowledge* present = knowledge->present();
  AccessDecision now = Refused("unknown_subject");
  for (const Exchange& passing : ExchangesOfSubject(exchange.shown.subject(), present))
    if (now = MayReadExchange(passing, viewer, present->frame()); now.granted) return decision;
  return now;
}

AccessDecision MayReadPerson(const std::string& person, const Viewer& viewer, Knowledge* knowledge) {
  if (const auto* granted = knowledge->granted(contract::Cat("person:", person))) return *granted;
  AccessDecision decision = ReadsPerson(person, viewer, knowledge);
  if (!decision.granted || DecidedByThen(viewer, knowledge)) return decision;
  const AccessDecision now = ReadsPerson(person, viewer, knowledge->present());
  return now.granted ? decision : now;
}

AccessDecision MayReadCase(const Facts& facts, const Viewer& viewer, const Frame& frame) {
  const History history = MakeHistory(facts, frame.as_at_us);
  if (history.empty()) return Refused("unknown_subject");
  if (viewer.role == Role::kAuditor) return Granted("auditor");
  std::set<std::string> provinces;
  bool takes_part = false;
  for (const Line& line : history) {
    // A statement taken by another agency names the case and takes no part in it.
    if (!line.stands() || line.fact.StreamKind() == "person") continue;
    AddProvince(line.fact.unit(), &provinces);
    takes_part =
        takes_part || IsOwn(line.fact.unit(), viewer, frame) || IsOwn(line.fact.Text("to_unit"), viewer, frame);
  }
  if (Justice(viewer.role)) return takes_part ? Granted("case_participant") : Refused("not_a_participant");
  if (Coordinates(provinces, viewer, frame)) return Granted("assigned_coordinator");
  return Refused("not_a_participant");
}

AccessDecision MayReadScreening(const Screening& screening, const Viewer& viewer, const Frame& frame) {
  if (screening.told.empty()) return Refused("unknown_subject");
  if (viewer.role == Role::kAuditor) return Granted("auditor");
  std::set<std::string> provinces;
  for (const ScreeningReport& report : screening.told) {
    if (IsOwn(report.fact.unit(), viewer, frame)) return Granted("author");
    AddProvince(report.fact.unit(), &provinces);
  }
  if (Coordinates(provinces, viewer, frame)) return Granted("assigned_coordinator");
  return Refused("not_a_participant");
}

AccessDecision MayReadServiceUser(const std::string& service_user, const Viewer& viewer, Knowledge* knowledge) {
  if (const auto* granted = knowledge->granted(contract::Cat("service:", service_user))) return *granted;
  AccessDecision decision = ReadsServiceUser(service_user, viewer, knowledge);
  if (!decision.granted || DecidedByThen(viewer, knowledge)) return decision;
  const AccessDecision now = ReadsServiceUser(service_user, viewer, knowledge->present());
  return now.granted ? decision : now;
}

}  // namespace homeward::projections
