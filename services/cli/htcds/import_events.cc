#include "services/cli/htcds/import_events.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "homeward/labour/v1/reintegration.pb.h"
#include "homeward/shared/v1/consent.pb.h"
#include "homeward/shared/v1/contact.pb.h"
#include "homeward/shared/v1/identification.pb.h"
#include "homeward/shared/v1/referral.pb.h"
#include "proto/contract/civil.h"
#include "proto/contract/formats.h"
#include "services/cli/htcds/codes.h"
#include "services/cli/htcds/event_maker.h"
#include "services/cli/htcds/picks.h"
#include "services/cli/htcds/row_cells.h"
#include "services/cli/text.h"

namespace homeward::cli::htcds {
namespace {

using google::protobuf::Message;

constexpr std::string_view kDecider = "vic_TraffickingStatusDecisionMakingOrg";

// The events of one row, one after the other, into the batch.
class RowEvents : RowCells {
 public:
  RowEvents(const ImportWish& wish, const ImportRow& row, std::string person, EventMaker* maker, Problems* problems)
      : RowCells(row, wish.date, problems),
        wish_(wish),
        person_(std::move(person)),
        maker_(*maker),
        made_before_(maker->made()) {}

  void Make() {
    consent_ = YesNo("con_Consent");
    const std::string incoming = Date("cas_IncomingReferralDate");
    const std::string outgoing = Date("cas_OutgoingReferralDate");
    Received(incoming);
    Described();
    Consented(outgoing.empty() ? wish_.date : outgoing);
    Decided();
    Referred(outgoing);
    Ended();
    if (maker_.made() == made_before_ && !wrong())
      Wrong("", "The row says nothing that your agency publishes.",
            "Take it out, or fill a column that maps to an event.");
  }

 private:
  // False, and told at the field that wants the event, if the agency may not publish it.
  bool May(const Message& payload, std::string_view field, std::string_view allowed) {
    const contract::EventType* type = contract::Contract::Get().FindEvent(payload.GetDescriptor());
    if (type->PublishedBy(maker_.api().agency)) return true;
    if (!field.empty())
      Wrong(field, Cat("It needs ", type->short_name, ", which ", role(), " may not publish."), std::string(allowed));
    return false;
  }

  void Add(const Message& payload, const std::string& date) { maker_.Add(row().number, payload, date); }
  std::string Id(std::string_view what) const { return maker_.Id(row().number, what); }
  const std::string& role() const { return maker_.api().role; }

  void Received(const std::string& date) {
    shared::v1::VictimReceived received;
    received.set_person_id(person_);
    received.set_from_unit(Unit("cas_ReferringOrganisation"));
    const bool says = !At("cas_ReferringOrganisation").empty() || !At("cas_IncomingReferralDate").empty();
    if (!May(received, says ? "cas_IncomingReferralDate" : "", "Leave the incoming referral empty.")) return;
    if (!wish_.age_band.empty()) {
      received.mutable_person()->set_age_band(
          As<shared::v1::AgeBand>(shared::v1::AgeBand_descriptor(), wish_.age_band));
    }
    Add(received, date.empty() ? wish_.date : date);
  }

  void Described() {
    const std::string_view sex = Picked("prs_Gender");
    const std::string_view citizenship = At("prs_Citizenship");
    if (sex.empty() && citizenship.empty()) return;
    const std::string_view field = sex.empty() ? "prs_Citizenship" : "prs_Gender";
    shared::v1::PersonDescribed described;
    if (!May(described, field, "Leave the cell empty.")) return;
    if (wish_.age_band.empty() || wish_.whereabouts.empty()) {
      Wrong(field, "A person is described with a band of age and a whereabouts, which HTCDS has no fields for.",
            "Give --age-band and --whereabouts for the whole file.");
    }
    described.set_person_id(person_);
    auto* person = described.mutable_person();
    person->set_sex(As<shared::v1::Sex>(shared::v1::Sex_descriptor(), sex));
    person->set_age_band(As<shared::v1::AgeBand>(shared::v1::AgeBand_descriptor(), wish_.age_band));
    person->set_whereabouts(As<shared::v1::Whereabouts>(shared::v1::Whereabouts_descriptor(), wish_.whereabouts));
    person->set_role(shared::v1::PERSON_ROLE_VICTIM);
    person->set_nationality_group(Nationality(citizenship));
    Add(described, wish_.date);
  }

  shared::v1::NationalityGroup Nationality(std::string_view countries) {
    constexpr std::string_view kField = "prs_Citizenship";
    if (countries.empty()) {
      Wrong(kField, "A person is described with a citizenship.", "Fill it, or leave prs_Gender empty.");
      return shared::v1::NATIONALITY_GROUP_UNSPECIFIED;
    }
    shared::v1::NationalityGroup group = shared::v1::NATIONALITY_GROUP_FOREIGN;
    for (const absl::string_view country : absl::StrSplit(View(countries), ';')) {
      const std::string code(absl::StripAsciiWhitespace(country));
      if ((code.size() != 2 && code.size() != 3) || !std::all_of(code.begin(), code.end(), absl::ascii_isupper)) {
        Wrong(kField, "The value is no list of country codes.",
              "Write codes of ISO 3166, as VN; several with ; between.");
        break;
      }
      if (code == "VN" || code == "VNM") group = shared::v1::NATIONALITY_GROUP_VIET_NAM;
    }
    return group;
  }

  void Consented(const std::string& date) {
    if (!consent_) return;  // a "no" is no withdrawal, and has no consequence
    shared::v1::ConsentRecorded recorded;
    if (!May(recorded, "con_Consent", "Leave the cell empty.")) return;
    if (wish_.consent_purposes.empty() || wish_.consent_by.empty()) {
      Wrong("con_Consent", "Consent is given for purposes, by somebody; HTCDS has no fields for either.",
            "Give --consent-purpose and --consent-by for the whole file.");
    }
    recorded.set_consent_id(Id("consent"));
    recorded.set_person_id(person_);
    auto* person = recorded.mutable_person();
    for (const std::string& purpose : wish_.consent_purposes) {
      person->add_purposes(As<shared::v1::ConsentPurpose>(shared::v1::ConsentPurpose_descriptor(), purpose));
    }
    for (const std::string& unit : Recipients()) person->add_recipients(unit);
    person->set_given_by(As<shared::v1::GivenBy>(shared::v1::GivenBy_descriptor(), wish_.consent_by));
    Add(recorded, date);
  }

  std::vector<std::string> Recipients() const {
    return wish_.consent_recipients.empty() ? std::vector<std::string>{wish_.unit} : wish_.consent_recipients;
  }

  void Decided() {
    const std::string_view status = Picked("vic_TraffickingStatus");
    const std::string_view decider = Picked(kDecider);
    if (status == "confirmed") return Confirmed(decider);
    if (status == "not_confirmed") return NotConfirmed(decider);
    if (!At(kDecider).empty())
      Wrong(kDecider, "It says who decided, and vic_TraffickingStatus says no decision.", "Leave the cell empty.");
  }

  void Confirmed(std::string_view decider) {
    constexpr std::string_view kField = "vic_TraffickingStatus";
    shared::v1::VictimStatusConfirmed confirmed;
    if (!May(confirmed, kField,
             "Allowed to you: PossibleVictimOfTrafficking, or nothing. Police, border guard and "
             "prosecution confirm; ask them for verification."))
      return;
    if (wish_.paper.empty())
      Wrong(kField, "A status is confirmed by a paper, which HTCDS has no field for.",
            "Give --paper for the whole file.");
    std::string_view issuer = decider;
    if (decider == "court_or_procuracy")
      issuer = wish_.paper == "court_paper" ? "court" : wish_.paper == "proceedings_paper" ? "procuracy" : "";
    if (At(kDecider).empty()) {
      Wrong(kDecider, "Who issued the paper is not said.", Cat("Allowed: ", Readable(kDecider), "."));
    } else if (issuer.empty() && !decider.empty()) {
      Wrong(kDecider, "Whether it was the court or the procuracy is not said.",
            "Give --paper court_paper or --paper proceedings_paper.");
    } else if (decider == "border_guard" && role() != "border_guard") {
      Wrong(kDecider, "Which authority it was is not said.", "Let the one that issued the paper import the row.");
    }
    confirmed.set_person_id(person_);
    auto* person = confirmed.mutable_person();
    person->set_paper(As<shared::v1::PaperKind>(shared::v1::PaperKind_descriptor(), wish_.paper));
    person->set_issuer(As<shared::v1::IssuerKind>(shared::v1::IssuerKind_descriptor(), issuer));
    Add(confirmed, wish_.date);
  }

  void NotConfirmed(std::string_view decider) {
    shared::v1::VerificationCompleted completed;
    if (!May(completed, "vic_TraffickingStatus",
             "Allowed to you: PossibleVictimOfTrafficking, or nothing. Police and border guard verify."))
      return;
    if (decider != role()) {
      Wrong(kDecider, "Who verified publishes what was found, and this cell does not name you.",
            "Let the agency that verified import the row.");
    }
    completed.set_verification_id(Id("verification"));
    completed.set_person_id(person_);
    completed.mutable_person()->set_outcome(shared::v1::VERIFICATION_OUTCOME_NOT_CONFIRMED);
    Add(completed, wish_.date);
  }

  void Referred(const std::string& date) {
    const std::string_view reason = Picked("cas_ReasonForOutgoingReferral");
    const std::string unit = Unit("cas_ReferredOrganisation");
    constexpr std::string_view kFields[] = {"cas_ReferredOrganisation", "cas_ReasonForOutgoingReferral",
                                            "cas_OutgoingReferralDate"};
    if (std::all_of(std::begin(kFields), std::end(kFields), [this](auto field) { return At(field).empty(); })) return;
    shared::v1::ReferralSent sent;
    for (const std::string_view field : kFields)
      if (At(field).empty()) Wrong(field, "A referral has receiver, reason and date.", "Fill all three, or none.");
    if (!May(sent, kFields[0], "Leave the outgoing referral empty.")) return;
    if (wish_.referral_service.empty() || wish_.referral_due.empty()) {
      Wrong(kFields[0], "A referral asks for a service by a day, which HTCDS has no fields for.",
            "Give --referral-service and --referral-due for the whole file.");
    } else if (!date.empty() && wish_.referral_due < date) {
      Wrong(kFields[2], "The referral was due before it was sent.", "Check it and --referral-due.");
    }
    const std::vector<std::string> recipients = Recipients();
    if (!consent_) {
      Wrong("con_Consent", "A referral that is imported rests on consent.",
            "Write true if there was; other referrals are published with 'homeward publish'.");
    } else if (!unit.empty() &&
               std::none_of(recipients.begin(), recipients.end(),
                            [&unit](const std::string& recipient) { return contract::UnitCovers(recipient, unit); })) {
      Wrong(kFields[0], "The consent does not reach the unit.", "Name it with --consent-recipient, if it does.");
    }
    sent.set_referral_id(Id("referral"));
    sent.set_person_id(person_);
    sent.set_to_unit(unit);
    sent.set_kind(As<shared::v1::ReferralKind>(shared::v1::ReferralKind_descriptor(), reason));
    sent.set_urgency(shared::v1::URGENCY_ROUTINE);
    SetDate(wish_.referral_due, sent.mutable_due());
    sent.set_basis(shared::v1::BASIS_CONSENT);
    sent.set_consent_id(Id("consent"));
    sent.mutable_person()->set_service(
        As<shared::v1::ServiceCode>(shared::v1::ServiceCode_descriptor(), wish_.referral_service));
    Add(sent, date.empty() ? wish_.date : date);
  }

  // What ends: support, a life.
  void Ended() {
    const std::string_view status = Picked("cas_Status");
    const std::string_view reason = At("cas_ReasonForCaseClosure");
    const int code = NumberOf(labour::v1::ClosingReason_descriptor(), reason);
    labour::v1::SupportClosed closed;
    if (status == "closed") {
      if (code == 0) {
        Wrong("cas_ReasonForCaseClosure", "The value is none of the reasons for which support ends.",
              Cat("Allowed: ", absl::StrJoin(CodesOf(labour::v1::ClosingReason_descriptor()), ", "), "."));
      }
      closed.set_person_id(person_);
      closed.mutable_person()->set_reason(static_cast<labour::v1::ClosingReason>(code));
      if (May(closed, "cas_Status", "Allowed to you: Active, or nothing. The support agency closes support.")) {
        Add(closed, wish_.date);
      }
    } else if (!reason.empty()) {
      Wrong("cas_ReasonForCaseClosure", "There is a reason, and cas_Status does not say Closed.",
            "Leave the cell empty.");
    }
    shared::v1::PersonDeceased deceased;
    deceased.set_person_id(person_);
    if (YesNo("prs_Deceased") && May(deceased, "prs_Deceased", "Leave the cell empty.")) Add(deceased, wish_.date);
  }

  const ImportWish& wish_;
  const std::string person_;
  EventMaker& maker_;
  const size_t made_before_;
  bool consent_ = false;
};

}  // namespace

ImportBatch MakeBatch(const AgencyApi& api, const ImportTable& table, const ImportWish& wish,
                      const std::vector<std::string>& persons, int64_t recorded_us, Problems* problems) {
  ImportBatch batch;
  batch.request.reset(api.publish_request->New());
  EventMaker maker(api, wish, table, recorded_us, batch.request.get());
  for (size_t i = 0; i < table.rows.size(); ++i) {
    RowEvents(wish, table.rows[i], i < persons.size() ? persons[i] : "", &maker, problems).Make();
    batch.rows.resize(maker.made(), i);
  }
  return batch;
}

void CheckWish(const ImportWish& wish, int64_t now_us, Problems* problems) {
  const auto wrong = [problems](std::string message, std::string next_step) {
    problems->push_back({kExitUsage, "USAGE", std::move(message), "", "", std::move(next_step)});
  };
  const auto check = [&wrong](std::string_view flag, options::v1::Format format, const std::string& value) {
    if (!value.empty() && !contract::Matches(format, value))
      wrong(Cat(flag, " is wrong."), Cat("Write ", contract::Describe(format), "."));
  };
  check("--unit", options::v1::FORMAT_UNIT, wish.unit);
  check("--province", options::v1::FORMAT_PROVINCE, wish.province);
  check("--source", options::v1::FORMAT_URI, wish.source);
  const auto check_day = [&wrong](std::string_view flag, const std::string& date) {
    if (!date.empty() && !IsDayOfTheLog(date))
      wrong(Cat(flag, " is wrong."), Cat("Write YYYY-MM-DD, between ", kFirstDay, " and ", kLastDay, "."));
  };
  check_day("--date", wish.date);
  check_day("--referral-due", wish.referral_due);
  for (const std::string& unit : wish.consent_recipients) check("--consent-recipient", options::v1::FORMAT_UNIT, unit);
  if (contract::StartOfDate(wish.date).value_or(0) > now_us) wrong("--date lies in the future.", "Check it.");
}

}  // namespace homeward::cli::htcds
