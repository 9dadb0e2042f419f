#include "services/cli/htcds/export_row.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/strings/str_join.h"
#include "proto/contract/contract.h"
#include "proto/contract/formats.h"
#include "services/cli/htcds/fields.h"
#include "services/cli/htcds/picks.h"
#include "services/cli/render/answer_text.h"

namespace homeward::cli::htcds {
namespace {

using coordination::v1::Entry;
using coordination::v1::Track;
using coordination::v1::VictimTimeline;

// What goes into a cell; masked: there is something, and it is not this reader's to see.
struct Told {
  std::string text;
  bool masked = false;
};

constexpr std::string_view kHomeCountry = "VN";  // of NATIONALITY_GROUP_VIET_NAM, ISO 3166

// A field's values in an event; all of a repeated one.
std::vector<std::string> Values(const Entry& entry, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& field : entry.fields())
    if (field.name() == name) values.push_back(field.value());
  return values;
}

std::string Value(const Entry& entry, std::string_view name) {
  const std::vector<std::string> values = Values(entry, name);
  return values.empty() ? "" : values.front();
}

// Whether the field, or the group that it stands in, is set and not shown.
bool IsMasked(const Entry& entry, std::string_view name) {
  return std::any_of(entry.masked().begin(), entry.masked().end(), [name](const std::string& masked) {
    return name == masked ||
           (name.size() > masked.size() && name.substr(0, masked.size()) == masked && name[masked.size()] == '.');
  });
}

Told DateOfEvent(const Entry& entry) { return {entry.when().date(), entry.when().date().empty()}; }

// The timeline from the row's side: events that stand, in order of time.
class Person {
 public:
  Person(const VictimTimeline& timeline, std::string_view unit) : timeline_(timeline), unit_(unit) {
    if (unit_.empty() && timeline.responsible().units_size() == 1) unit_ = timeline.responsible().units(0);
    for (const auto& lane : timeline.lanes())
      for (const Entry& entry : lane.entries())
        if (!entry.struck_through()) entries_.push_back(&entry);
    std::sort(entries_.begin(), entries_.end(), [](const Entry* a, const Entry* b) {
      const auto key = [](const Entry& e) {
        return std::make_tuple(SortableDate(e.when()), e.when().has_time() ? Micros(e.when().time()) : 0, e.position());
      };
      return key(*a) < key(*b);
    });
  }

  template <typename Fits>
  const Entry* Last(std::initializer_list<std::string_view> types, Fits fits) const {
    for (auto it = entries_.rbegin(); it != entries_.rend(); ++it)
      if (std::find(types.begin(), types.end(), (*it)->type()) != types.end() && fits(**it)) return *it;
    return nullptr;
  }
  const Entry* Last(std::initializer_list<std::string_view> types) const {
    return Last(types, [](const Entry&) { return true; });
  }

  // The first track of that name; null if there is none.
  const Track* TrackOf(std::string_view name) const {
    for (const Track& track : timeline_.tracks())
      if (track.track().code() == name) return &track;
    return nullptr;
  }

  bool IsOurs(std::string_view unit) const { return !unit_.empty() && contract::UnitCovers(unit_, unit); }
  const VictimTimeline& timeline() const { return timeline_; }

 private:
  const VictimTimeline& timeline_;
  std::string unit_;
  std::vector<const Entry*> entries_;
};

// One field of the last event that says something of it.
Told Described(const Person& person, std::string_view name) {
  const Entry* said =
      person.Last({"PersonDescribed"}, [name](const Entry& e) { return !Value(e, name).empty() || IsMasked(e, name); });
  if (said == nullptr) return {};
  return {Value(*said, name), IsMasked(*said, name)};
}

Told Gender(const Person& person) {
  const Told sex = Described(person, "sex");
  return {std::string(Written("prs_Gender", sex.text)), sex.masked};
}

Told Deceased(const Person& person) {
  const Track* contact = person.TrackOf("contact");
  if (contact == nullptr) return {};
  if (contact->masked()) return {"", true};
  return {contact->state().code() == "deceased" ? "true" : "false"};
}

Told Citizenship(const Person& person) {
  const Told group = Described(person, "nationality_group");
  return {group.text == "viet_nam" ? std::string(kHomeCountry) : "", group.masked};
}

// "possible", "confirmed", "not_confirmed"; empty for who has only come along.
Told Status(const Person& person) {
  const Track* track = person.TrackOf("identification");
  if (track == nullptr) return {};
  if (track->masked()) return {"", true};
  const std::string& state = track->state().code();
  if (state == "confirmed" || state == "not_confirmed") return {state};
  if (state == "none" || Described(person, "role").text == "accompanying_minor") return {};
  return {"possible"};
}

Told TraffickingStatus(const Person& person) {
  const Told status = Status(person);
  return {std::string(Written("vic_TraffickingStatus", status.text)), status.masked};
}

Told Decider(const Person& person) {
  constexpr std::string_view kField = "vic_TraffickingStatusDecisionMakingOrg";
  const Told status = Status(person);
  if (status.masked) return status;
  if (status.text == "confirmed") {
    const Entry* paper = person.Last({"VictimStatusConfirmed"});
    if (paper == nullptr) return {};
    return {std::string(Written(kField, Value(*paper, "issuer"))), IsMasked(*paper, "issuer")};
  }
  if (status.text != "not_confirmed") return {};
  const Entry* finding = person.Last({"VerificationCompleted"});
  if (finding == nullptr) return {};
  const contract::AgencyContract* agency = contract::Contract::Get().FindAgency(finding->agency());
  return {agency == nullptr ? "" : std::string(Written(kField, agency->role))};
}

// The closing that stands; null while support goes on.
const Entry* Closing(const Person& person) {
  const Entry* last = person.Last({"SupportClosed", "SupportReopened"});
  return last != nullptr && last->type() == "SupportClosed" ? last : nullptr;
}

Told CaseStatus(const Person& person) {
  const bool followed = person.TrackOf("follow_up") != nullptr;
  const std::string_view code = Closing(person) != nullptr ? "closed" : followed ? "follow_up" : "active";
  return {std::string(Written("cas_Status", code))};
}

Told ReasonForClosure(const Person& person) {
  const Entry* closing = Closing(person);
  if (closing == nullptr) return {};
  return {Value(*closing, "reason"), IsMasked(*closing, "reason")};
}

// How the person came to the unit: accepted from a sender, or received from somebody.
const Entry* Incoming(const Person& person) {
  return person.Last({"ReferralAccepted", "VictimReceived"}, [&](const Entry& e) {
    return person.IsOurs(e.unit()) && (e.type() == "ReferralAccepted" || !Value(e, "from_unit").empty());
  });
}

const Entry* SentBy(const Person& person, const Entry& half) {
  const std::string id = Value(half, "referral_id");
  return id.empty() ? nullptr
                    : person.Last({"ReferralSent"}, [&](const Entry& e) { return Value(e, "referral_id") == id; });
}

Told ReferringOrganisation(const Person& person) {
  const Entry* incoming = Incoming(person);
  if (incoming == nullptr) return {};
  const std::string from = Value(*incoming, "from_unit");
  if (!from.empty()) return {from};
  const Entry* sent = SentBy(person, *incoming);
  return {sent == nullptr ? "" : sent->unit()};
}

Told IncomingDate(const Person& person) {
  const Entry* incoming = Incoming(person);
  return incoming == nullptr ? Told() : DateOfEvent(*incoming);
}

Told IncomingReason(const Person& person) {
  const Entry* incoming = Incoming(person);
  const Entry* sent = incoming == nullptr ? nullptr : SentBy(person, *incoming);
  if (sent == nullptr) return {};
  return {std::string(Written("cas_ReasonForIncomingReferral", Value(*sent, "kind"))), IsMasked(*sent, "kind")};
}

// The unit's last referral that it has neither cancelled nor taken back as sent in error.
const Entry* Outgoing(const Person& person) {
  return person.Last({"ReferralSent"}, [&](const Entry& sent) {
    const std::string id = Value(sent, "referral_id");
    return person.IsOurs(sent.unit()) &&
           person.Last({"ReferralCancelled", "ReferralEnteredInError"},
                       [&](const Entry& e) { return Value(e, "referral_id") == id; }) == nullptr;
  });
}

Told ReferredOrganisation(const Person& person) {
  const Entry* sent = Outgoing(person);
  if (sent == nullptr) return {};
  return {Value(*sent, "to_unit"), IsMasked(*sent, "to_unit")};
}

Told OutgoingReason(const Person& person) {
  const Entry* sent = Outgoing(person);
  if (sent == nullptr) return {};
  return {std::string(Written("cas_ReasonForOutgoingReferral", Value(*sent, "kind"))), IsMasked(*sent, "kind")};
}

Told OutgoingDate(const Person& person) {
  const Entry* sent = Outgoing(person);
  return sent == nullptr ? Told() : DateOfEvent(*sent);
}

Told OfPlan(const Person& person, std::string_view name) {
  const Entry* plan = person.Last({"PlanDrafted", "PlanRevised"});
  if (plan == nullptr) return {};
  return {absl::StrJoin(Values(*plan, name), "; "), IsMasked(*plan, name)};
}

Told Objectives(const Person& person) { return OfPlan(person, "goals"); }
Told ActionPlan(const Person& person) { return OfPlan(person, "services.service"); }

Told PlannedEnd(const Person& person) {
  const Entry* plan = person.Last({"PlanDrafted", "PlanRevised"});
  if (plan == nullptr) return {};
  const std::vector<std::string> ends = Values(*plan, "services.end_on");
  return {ends.empty() ? "" : *std::max_element(ends.begin(), ends.end()), IsMasked(*plan, "services.end_on")};
}

Told ActualEnd(const Person& person) {
  const Entry* last = person.Last({"PlanDrafted", "PlanApproved", "PlanRevised", "PlanClosed", "PlanReopened"});
  return last == nullptr || last->type() != "PlanClosed" ? Told() : DateOfEvent(*last);
}

Told PlanType(const Person& person) {
  const Entry* plan = person.Last({"PlanDrafted", "PlanRevised"});
  if (plan == nullptr) return {};
  std::set<std::string> types;
  for (const std::string& service : Values(*plan, "services.service")) types.emplace(Written("spl_Type", service));
  return {types.size() == 1 ? *types.begin() : "", IsMasked(*plan, "services.service")};
}

Told Consent(const Person& person) {
  Told told;
  for (const Track& track : person.timeline().tracks()) {
    if (track.track().code() != "consent") continue;
    if (track.masked())
      told.masked = true;
    else if (track.state().code() == "given")
      return {"true"};
    else
      told.text = "false";
  }
  return told.masked ? Told{"", true} : told;
}

struct Maker {
  std::string_view field;
  Told (*make)(const Person&);
};

constexpr Maker kMakers[] = {
    {"prs_Gender", Gender},
    {"prs_Deceased", Deceased},
    {"prs_Citizenship", Citizenship},
    {"vic_TraffickingStatus", TraffickingStatus},
    {"vic_TraffickingStatusDecisionMakingOrg", Decider},
    {"cas_Status", CaseStatus},
    {"cas_ReasonForCaseClosure", ReasonForClosure},
    {"cas_ReferringOrganisation", ReferringOrganisation},
    {"cas_IncomingReferralDate", IncomingDate},
    {"cas_ReasonForIncomingReferral", IncomingReason},
    {"cas_ReferredOrganisation", ReferredOrganisation},
    {"cas_ReasonForOutgoingReferral", OutgoingReason},
    {"cas_OutgoingReferralDate", OutgoingDate},
    {"spl_Objectives", Objectives},
    {"spl_ActionPlan", ActionPlan},
    {"spl_PlannedEndDate", PlannedEnd},
    {"spl_ActualEndDate", ActualEnd},
    {"spl_Type", PlanType},
    {"con_Consent", Consent},
};

}  // namespace

std::vector<std::string> ExportHeader() {
  std::vector<std::string> header;
  for (const Maker& maker : kMakers) header.emplace_back(maker.field);
  return header;
}

ExportedRow ExportRow(const VictimTimeline& timeline, std::string_view unit) {
  const Person person(timeline, unit);
  ExportedRow row;
  for (const Maker& maker : kMakers) {
    Told told = maker.make(person);
    if (told.masked) {
      told.text.clear();
      ++row.masked;
    }
    if (!told.text.empty()) ++row.filled;
    row.cells.push_back(std::move(told.text));
  }
  return row;
}

}  // namespace homeward::cli::htcds
