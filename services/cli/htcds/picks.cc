#include "services/cli/htcds/picks.h"

namespace homeward::cli::htcds {
namespace {

constexpr std::string_view kDecider = "vic_TraffickingStatusDecisionMakingOrg";

constexpr Pick kPicks[] = {
    // Sex; the standard asks for gender.
    {"prs_Gender", "Feminine", "female", Way::kBoth},
    {"prs_Gender", "Masculine", "male", Way::kBoth},
    {"prs_Gender", "TransgenderFeminine", "other", Way::kRead},
    {"prs_Gender", "TransgenderMasculine", "other", Way::kRead},
    {"prs_Gender", "NonConforming", "other", Way::kRead},
    {"prs_Gender", "NonSpecifiedUnknown", "other", Way::kWritten},
    {"prs_Gender", "NonSpecifiedUnknown", "", Way::kRead},
    // The state of identification.
    {"vic_TraffickingStatus", "PossibleVictimOfTrafficking", "possible", Way::kBoth},
    {"vic_TraffickingStatus", "ActualVictimOfTrafficking", "confirmed", Way::kBoth},
    {"vic_TraffickingStatus", "NotAVictimOfTrafficking", "not_confirmed", Way::kBoth},
    // IssuerKind. What one word of the standard stands for is read with the kind of paper (import_events.cc).
    {kDecider, "Police", "police", Way::kBoth},
    {kDecider, "CourtOrProsecution", "procuracy", Way::kWritten},
    {kDecider, "CourtOrProsecution", "court", Way::kWritten},
    {kDecider, "CourtOrProsecution", "court_or_procuracy", Way::kRead},
    {kDecider, "NonPoliceGovernmentalOrganization", "border_guard", Way::kBoth},
    {kDecider, "NonPoliceGovernmentalOrganization", "diplomatic_mission", Way::kWritten},
    {kDecider, "Other", "investigation_body", Way::kWritten},
    {kDecider, "Other", "foreign_authority", Way::kWritten},
    // How far support has come.
    {"cas_Status", "Active", "active", Way::kBoth},
    {"cas_Status", "FollowUp", "follow_up", Way::kWritten},
    {"cas_Status", "Closed", "closed", Way::kBoth},
    // ReferralKind.
    {"cas_ReasonForIncomingReferral", "AdditionalServicesRequired", "support", Way::kWritten},
    {"cas_ReasonForIncomingReferral", "AdditionalServicesRequired", "follow_up", Way::kWritten},
    {"cas_ReasonForIncomingReferral", "AdditionalServicesRequired", "legal_aid", Way::kWritten},
    {"cas_ReasonForIncomingReferral", "AdditionalServicesRequired", "protection", Way::kWritten},
    {"cas_ReasonForIncomingReferral", "MigrationOrChangeOfLocation", "repatriation", Way::kWritten},
    {"cas_ReasonForOutgoingReferral", "AdditionalServicesRequired", "support", Way::kBoth},
    {"cas_ReasonForOutgoingReferral", "AdditionalServicesRequired", "follow_up", Way::kWritten},
    {"cas_ReasonForOutgoingReferral", "AdditionalServicesRequired", "legal_aid", Way::kWritten},
    {"cas_ReasonForOutgoingReferral", "AdditionalServicesRequired", "protection", Way::kWritten},
    {"cas_ReasonForOutgoingReferral", "MigrationOrChangeOfLocation", "repatriation", Way::kBoth},
    // ServiceCode.
    {"spl_Type", "Education", "schooling", Way::kWritten},
    {"spl_Type", "Education", "literacy", Way::kWritten},
    {"spl_Type", "Financial", "hardship_allowance", Way::kWritten},
    {"spl_Type", "Financial", "loan", Way::kWritten},
    {"spl_Type", "Health", "medical", Way::kWritten},
    {"spl_Type", "Health", "psychological", Way::kWritten},
    {"spl_Type", "Health", "hiv_sti_prevention", Way::kWritten},
    {"spl_Type", "Health", "reproductive_health", Way::kWritten},
    {"spl_Type", "Legal", "legal_counselling", Way::kWritten},
    {"spl_Type", "Legal", "legal_aid", Way::kWritten},
    {"spl_Type", "Livelihood", "vocational_training", Way::kWritten},
    {"spl_Type", "Livelihood", "job_introduction", Way::kWritten},
    {"spl_Type", "Livelihood", "job_creation", Way::kWritten},
    {"spl_Type", "SocialCare", "essentials", Way::kWritten},
    {"spl_Type", "SocialCare", "interpretation", Way::kWritten},
    {"spl_Type", "SocialCare", "travel", Way::kWritten},
    {"spl_Type", "SocialCare", "shelter", Way::kWritten},
    {"spl_Type", "SocialCare", "reintegration", Way::kWritten},
    {"spl_Type", "SocialCare", "follow_up", Way::kWritten},
    {"spl_Type", "SocialCare", "protection", Way::kWritten},
    {"spl_Type", "SocialCare", "repatriation", Way::kWritten},
};

}  // namespace

std::span<const Pick> Picks() { return kPicks; }

std::string_view Written(std::string_view field, std::string_view code) {
  for (const Pick& pick : kPicks)
    if (pick.field == field && pick.code == code && pick.way != Way::kRead) return pick.value;
  return "";
}

std::optional<std::string_view> Read(std::string_view field, std::string_view value) {
  for (const Pick& pick : kPicks)
    if (pick.field == field && pick.value == value && pick.way != Way::kWritten) return pick.code;
  return std::nullopt;
}

std::string Readable(std::string_view field) {
  std::string values;
  for (const Pick& pick : kPicks) {
    if (pick.field != field || pick.way == Way::kWritten) continue;
    values.append(values.empty() ? "" : ", ").append(pick.value);
  }
  return values;
}

}  // namespace homeward::cli::htcds
