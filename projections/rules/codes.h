// Codes of the legal periods that the views know. Each is a row of rule data (LegalRulePublished), effective-dated and
// with its legal source; how long it is, is never said here. Without a row in force there is no clock and no overlay.
#ifndef HOMEWARD_PROJECTIONS_RULES_CODES_H_
#define HOMEWARD_PROJECTIONS_RULES_CODES_H_

#include <string_view>

namespace homeward::projections::rules {

// Exchanges between units.
inline constexpr std::string_view kReferralAcknowledge = "referral_acknowledge";  // sent → first step of the receiver
inline constexpr std::string_view kReferralAnswer = "referral_answer";  // sent → answered, by the day that it says
inline constexpr std::string_view kReferralHoldReview = "referral_hold_review";  // put on hold → the day that it says
inline constexpr std::string_view kReferralClose = "referral_close";    // unsuccessful end → the sender's closing
inline constexpr std::string_view kHandoverTaken = "handover_taken";    // given → taken; longer: between agencies
inline constexpr std::string_view kHandoverAnswer = "handover_answer";  // offered → accepted or refused
inline constexpr std::string_view kTipTransfer = "tip_transfer";        // transferred → received by the other body
inline constexpr std::string_view kFileTransfer = "file_transfer";      // file sent → received

// A victim's way.
inline constexpr std::string_view kInitialVerification = "initial_verification";  // support agency told → first check
inline constexpr std::string_view kVerificationReply = "verification_reply";      // requested → completed
inline constexpr std::string_view kVerificationExtended = "verification_extended";  // requested → completed, extended
inline constexpr std::string_view kAllowanceDossier = "allowance_dossier";  // status or return → allowance applied for
inline constexpr std::string_view kFollowUpGap = "follow_up_gap";           // last contact → next, while support runs
inline constexpr std::string_view kSupportBeforeHearing = "support_before_hearing";  // before a hearing: support due

// Criminal procedure. Those that depend on the class of crime have it appended: "investigation_serious",
// "investigation_very_serious"; see WithClass().
inline constexpr std::string_view kTipCheck = "tip_check";                     // tip received → resolved
inline constexpr std::string_view kTipCheckExtended = "tip_check_extended";    // the investigating body's own extension
inline constexpr std::string_view kTipCheckProcuracy = "tip_check_procuracy";  // the procuracy's further extension
inline constexpr std::string_view kTipAfterResuming = "tip_after_resuming";    // resumed → resolved
inline constexpr std::string_view kBorderTransfer = "border_transfer";  // instituted by border guard → file passed on
inline constexpr std::string_view kBorderInitial = "border_initial";    // the same, concluded by itself (less serious)
inline constexpr std::string_view kInvestigation = "investigation";     // instituted → concluded; by class
inline constexpr std::string_view kInvestigationExtension = "investigation_extension";  // one extension; by class
inline constexpr std::string_view kSupplementaryProcuracy = "supplementary_procuracy";  // returned by the procuracy
inline constexpr std::string_view kSupplementaryCourt = "supplementary_court";          // returned by the court
inline constexpr std::string_view kProsecutionDecision = "prosecution_decision";  // file received → decided; by class
inline constexpr std::string_view kProsecutionExtension = "prosecution_extension";  // by class
inline constexpr std::string_view kTrialPreparation = "trial_preparation";  // accepted by the court → trial; by class
inline constexpr std::string_view kAppealWindow = "appeal_window";          // judgment rendered → final
inline constexpr std::string_view kStatementsPerDay = "child_statements_per_day";  // not a period: sessions a day

// What is looked ahead for, and how often somebody may be asked.
inline constexpr std::string_view kAttentionAhead = "attention_ahead";      // before a day that comes: it is told
inline constexpr std::string_view kTimesAsked = "times_asked";              // not a period: statements of one person
inline constexpr std::string_view kPlanTarget = "plan_target";              // by the day that a plan says
inline constexpr std::string_view kCompensationPaid = "compensation_paid";  // ordered → paid

}  // namespace homeward::projections::rules

#endif  // HOMEWARD_PROJECTIONS_RULES_CODES_H_
