#include "services/cli/htcds/export_row.h"

#include <initializer_list>
#include <map>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "services/cli/render/dates.h"

namespace homeward::cli::htcds {
namespace {

using coordination::v1::Entry;
using coordination::v1::VictimTimeline;
using FieldList = std::initializer_list<std::pair<std::string, std::string>>;

// A timeline by hand; events in the order in which they are added, whatever their dates.
class Way {
 public:
  Entry& Add(const std::string& type, const std::string& unit, const std::string& date, FieldList fields = {}) {
    if (timeline_.lanes().empty()) timeline_.add_lanes();
    Entry* entry = timeline_.mutable_lanes(0)->add_entries();
    entry->set_type(type);
    entry->set_unit(unit);
    entry->set_position(++position_);
    entry->mutable_when()->set_date(date);
    entry->mutable_when()->mutable_time()->set_seconds(ParseInstant(date).value() / 1'000'000);
    for (const auto& [name, value] : fields) {
      entry->add_fields()->set_name(name);
      entry->mutable_fields()->rbegin()->set_value(value);
    }
    return *entry;
  }

  coordination::v1::Track& Track(const std::string& name, const std::string& state) {
    auto* track = timeline_.add_tracks();
    track->mutable_track()->set_code(name);
    track->mutable_state()->set_code(state);
    return *track;
  }

  VictimTimeline& timeline() { return timeline_; }

  std::map<std::string, std::string> Cells(const std::string& unit = "soc.01") const {
    const ExportedRow row = ExportRow(timeline_, unit);
    const std::vector<std::string> header = ExportHeader();
    EXPECT_EQ(row.cells.size(), header.size());
    std::map<std::string, std::string> cells;
    int filled = 0;
    for (size_t i = 0; i < header.size(); ++i) {
      cells[header[i]] = row.cells[i];
      filled += row.cells[i].empty() ? 0 : 1;
    }
    EXPECT_EQ(row.filled, filled);
    return cells;
  }
  int Masked(const std::string& unit = "soc.01") const { return ExportRow(timeline_, unit).masked; }

 private:
  VictimTimeline timeline_;
  uint64_t position_ = 0;
};

TEST(HtcdsExport, DescribesAPerson) {
  Way way;
  way.Add("PersonDescribed", "pol.01", "2025-03-01",
          {{"sex", "male"}, {"nationality_group", "foreign"}, {"role", "victim"}});
  way.Add("PersonDescribed", "soc.01", "2025-04-01", {{"sex", "female"}, {"nationality_group", "viet_nam"}});
  way.Track("contact", "in_contact");
  auto cells = way.Cells();
  EXPECT_EQ(cells["prs_Gender"], "Feminine");  // what was said last
  EXPECT_EQ(cells["prs_Citizenship"], "VN");
  EXPECT_EQ(cells["prs_Deceased"], "false");
  EXPECT_EQ(way.Masked(), 0);
}

TEST(HtcdsExport, WritesNoMoreThanWasSaid) {
  Way way;
  way.Add("PersonDescribed", "soc.01", "2025-04-01", {{"sex", "other"}, {"nationality_group", "foreign"}});
  EXPECT_EQ(way.Cells()["prs_Gender"], "NonSpecifiedUnknown");
  EXPECT_EQ(way.Cells()["prs_Citizenship"], "");  // which country is not kept
  EXPECT_EQ(way.Cells()["prs_Deceased"], "");     // nothing is known of contact
  EXPECT_EQ(way.Cells()["con_Consent"], "");
  EXPECT_EQ(way.Masked(), 0);
}

TEST(HtcdsExport, WhatIsStruckThroughIsNotWritten) {
  Way way;
  way.Add("PersonDescribed", "soc.01", "2025-03-01", {{"sex", "male"}});
  way.Add("PersonDescribed", "soc.01", "2025-04-01", {{"sex", "female"}}).set_struck_through(true);
  EXPECT_EQ(way.Cells()["prs_Gender"], "Masculine");
}

TEST(HtcdsExport, StatusComesFromIdentification) {
  const auto status = [](const std::string& state) {
    Way way;
    way.Track("identification", state);
    return way.Cells()["vic_TraffickingStatus"];
  };
  EXPECT_EQ(status("under_identification"), "PossibleVictimOfTrafficking");
  EXPECT_EQ(status("verification_requested"), "PossibleVictimOfTrafficking");
  EXPECT_EQ(status("undetermined"), "PossibleVictimOfTrafficking");
  EXPECT_EQ(status("revoked"), "PossibleVictimOfTrafficking");
  EXPECT_EQ(status("confirmed"), "ActualVictimOfTrafficking");
  EXPECT_EQ(status("not_confirmed"), "NotAVictimOfTrafficking");
  EXPECT_EQ(status("none"), "");
  Way child;
  child.Track("identification", "under_identification");
  child.Add("PersonDescribed", "soc.01", "2025-03-01", {{"role", "accompanying_minor"}});
  EXPECT_EQ(child.Cells()["vic_TraffickingStatus"], "");  // has come along with a victim
}

TEST(HtcdsExport, SaysWhoDecided) {
  Way confirmed;
  confirmed.Track("identification", "confirmed");
  confirmed.Add("VictimStatusConfirmed", "pro.01", "2025-03-01", {{"issuer", "court"}});
  EXPECT_EQ(confirmed.Cells()["vic_TraffickingStatusDecisionMakingOrg"], "CourtOrProsecution");
  Way found_not;
  found_not.Track("identification", "not_confirmed");
  found_not.Add("VerificationCompleted", "bdr.01", "2025-03-01").set_agency(options::v1::AGENCY_BORDER_GUARD);
  EXPECT_EQ(found_not.Cells()["vic_TraffickingStatusDecisionMakingOrg"], "NonPoliceGovernmentalOrganization");
  Way open;
  open.Track("identification", "verification_requested");
  EXPECT_EQ(open.Cells()["vic_TraffickingStatusDecisionMakingOrg"], "");
}

TEST(HtcdsExport, ReferralsAreThoseOfTheUnit) {
  Way way;
  way.Add("ReferralSent", "pol.01", "2025-03-01", {{"referral_id", "a"}, {"to_unit", "soc.01"}, {"kind", "support"}});
  way.Add("ReferralAccepted", "soc.01.d2", "2025-03-02", {{"referral_id", "a"}});  // a unit below it
  way.Add("ReferralSent", "soc.01", "2025-05-01",
          {{"referral_id", "b"}, {"to_unit", "soc.02"}, {"kind", "repatriation"}});
  way.Add("ReferralSent", "soc.01", "2025-06-01", {{"referral_id", "c"}, {"to_unit", "soc.03"}, {"kind", "support"}});
  way.Add("ReferralCancelled", "soc.01", "2025-06-02", {{"referral_id", "c"}});
  auto ours = way.Cells("soc.01");
  EXPECT_EQ(ours["cas_ReferringOrganisation"], "pol.01");
  EXPECT_EQ(ours["cas_IncomingReferralDate"], "2025-03-02");
  EXPECT_EQ(ours["cas_ReasonForIncomingReferral"], "AdditionalServicesRequired");
  EXPECT_EQ(ours["cas_ReferredOrganisation"], "soc.02");  // the last that stands
  EXPECT_EQ(ours["cas_ReasonForOutgoingReferral"], "MigrationOrChangeOfLocation");
  EXPECT_EQ(ours["cas_OutgoingReferralDate"], "2025-05-01");
  auto theirs = way.Cells("pol.01");
  EXPECT_EQ(theirs["cas_ReferringOrganisation"], "");
  EXPECT_EQ(theirs["cas_ReferredOrganisation"], "soc.01");
  // A coordinator has no referrals: those of the responsible unit are told, of none if two claim it.
  way.timeline().mutable_responsible()->add_units("pol.01");
  EXPECT_EQ(way.Cells(""), theirs);
  way.timeline().mutable_responsible()->add_units("soc.01");
  EXPECT_EQ(way.Cells("")["cas_ReferredOrganisation"], "");
}

TEST(HtcdsExport, SupportIsActiveFollowedUpOrClosed) {
  Way way;
  EXPECT_EQ(way.Cells()["cas_Status"], "Active");
  way.Track("follow_up", "scheduled");
  EXPECT_EQ(way.Cells()["cas_Status"], "FollowUp");
  way.Add("SupportClosed", "soc.01", "2025-07-01", {{"reason", "goals_met"}});
  EXPECT_EQ(way.Cells()["cas_Status"], "Closed");
  EXPECT_EQ(way.Cells()["cas_ReasonForCaseClosure"], "goals_met");
  way.Add("SupportReopened", "soc.01", "2025-08-01");
  EXPECT_EQ(way.Cells()["cas_Status"], "FollowUp");
  EXPECT_EQ(way.Cells()["cas_ReasonForCaseClosure"], "");
}

TEST(HtcdsExport, ThePlanAsItStands) {
  Way way;
  way.Add("PlanDrafted", "soc.01", "2025-03-01",
          {{"goals", "safety"},
           {"goals", "health"},
           {"services.service", "medical"},
           {"services.end_on", "2025-09-01"},
           {"services.service", "psychological"},
           {"services.end_on", "2025-08-01"}});
  auto cells = way.Cells();
  EXPECT_EQ(cells["spl_Objectives"], "safety; health");
  EXPECT_EQ(cells["spl_ActionPlan"], "medical; psychological");
  EXPECT_EQ(cells["spl_PlannedEndDate"], "2025-09-01");
  EXPECT_EQ(cells["spl_ActualEndDate"], "");
  EXPECT_EQ(cells["spl_Type"], "Health");
  way.Add("PlanRevised", "soc.01", "2025-04-01", {{"services.service", "medical"}, {"services.service", "loan"}});
  way.Add("PlanClosed", "soc.01", "2025-10-01");
  EXPECT_EQ(way.Cells()["spl_Type"], "");  // more than one
  EXPECT_EQ(way.Cells()["spl_ActualEndDate"], "2025-10-01");
}

TEST(HtcdsExport, ConsentInForceOrNoMore) {
  Way way;
  way.Track("consent", "withdrawn");
  EXPECT_EQ(way.Cells()["con_Consent"], "false");
  way.Track("consent", "given");
  EXPECT_EQ(way.Cells()["con_Consent"], "true");
}

TEST(HtcdsExport, WhatTheReaderMayNotSeeIsEmptyAndCounted) {
  Way way;
  way.Add("PersonDescribed", "soc.01", "2025-03-01", {{"nationality_group", "viet_nam"}}).add_masked("sex");
  Entry& plan = way.Add("PlanDrafted", "soc.01", "2025-03-02");
  plan.add_masked("goals");
  plan.add_masked("services");  // the group, and all in it
  EXPECT_EQ(way.Cells()["prs_Gender"], "");
  EXPECT_EQ(way.Cells()["prs_Citizenship"], "VN");
  EXPECT_EQ(way.Masked(), 5);  // gender, objectives, action plan, planned end, type
  way.Track("consent", "given").set_masked(true);
  EXPECT_EQ(way.Cells()["con_Consent"], "");
  EXPECT_EQ(way.Masked(), 6);
  Entry& received = way.Add("VictimReceived", "soc.01", "2025-03-03", {{"from_unit", "pol.01"}});
  received.mutable_when()->clear_date();  // the week alone is told
  received.mutable_when()->clear_time();
  received.mutable_when()->set_week("2025-W10");
  EXPECT_EQ(way.Cells()["cas_IncomingReferralDate"], "");
  EXPECT_EQ(way.Cells()["cas_ReferringOrganisation"], "pol.01");
  EXPECT_EQ(way.Masked(), 7);
}

}  // namespace
}  // namespace homeward::cli::htcds
