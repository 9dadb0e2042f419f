// Every code that the views make has words in both languages.
#include "projections/labels/labels.h"

#include <gtest/gtest.h>

#include "projections/labels/tables.h"
#include "projections/rules/codes.h"
#include "proto/contract/contract.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

TEST(Labels, BothLanguagesEach) {
  for (const auto* table : {&ExchangeLabels(), &VictimLabels(), &CaseLabels(), &ClockLabels()})
    for (const LabelRow& row : *table) {
      EXPECT_FALSE(row.en.empty()) << row.code;
      EXPECT_FALSE(row.vi.empty()) << row.code;
    }
}

TEST(Labels, EveryClockHasWords) {
  for (std::string_view code : {rules::kReferralAcknowledge,
                                rules::kReferralClose,
                                rules::kHandoverTaken,
                                rules::kReferralAnswer,
                                rules::kReferralHoldReview,
                                rules::kHandoverAnswer,
                                rules::kTipTransfer,
                                rules::kFileTransfer,
                                rules::kInitialVerification,
                                rules::kVerificationReply,
                                rules::kVerificationExtended,
                                rules::kAllowanceDossier,
                                rules::kFollowUpGap,
                                rules::kTipCheck,
                                rules::kTipCheckExtended,
                                rules::kTipCheckProcuracy,
                                rules::kTipAfterResuming,
                                rules::kBorderTransfer,
                                rules::kBorderInitial,
                                rules::kInvestigation,
                                rules::kSupplementaryProcuracy,
                                rules::kSupplementaryCourt,
                                rules::kProsecutionDecision,
                                rules::kTrialPreparation,
                                rules::kAppealWindow})
    EXPECT_TRUE(HasLabel(code)) << code;
}

TEST(Labels, AWordMeansWhatItsTrackSays) {
  EXPECT_EQ(CodedOf("given").label().en(), "given, not taken");
  EXPECT_EQ(CodedOf("given", "consent").label().vi(), "đã đồng ý");
  EXPECT_EQ(CodedOf("given", "consent").code(), "given");
  EXPECT_EQ(CodedOf("settled", "loan").label().en(), "settled");
}

void ExpectFieldsHaveWords(const google::protobuf::Descriptor* message) {
  for (int i = 0; i < message->field_count(); ++i) {
    const auto* field = message->field(i);
    const auto* inner = field->message_type();
    if (inner != nullptr && inner->full_name() != "google.protobuf.Timestamp") {
      ExpectFieldsHaveWords(inner);
      continue;
    }
    const auto label = FieldLabel(field->name(), field->options().GetExtension(options::v1::rule));
    EXPECT_NE(label.vi(), contract::Cat("field.", field->name())) << field->full_name();
  }
}

TEST(Labels, EveryFieldOfEveryEventHasWords) {
  for (const auto& type : contract::Contract::Get().events()) ExpectFieldsHaveWords(type->descriptor);
}

TEST(Labels, EveryShownStateHasWords) {
  for (std::string_view code : {"awaiting_sender",
                                "sent",
                                "received",
                                "accepted",
                                "in_progress",
                                "on_hold",
                                "completed",
                                "failed",
                                "declined",
                                "returned",
                                "redirected",
                                "cancelled",
                                "cancelled_stop_due",
                                "entered_in_error",
                                "referral_sent",
                                "handover_given",
                                "representative_unsafe",
                                "unmet_need",
                                "transfer_file",
                                "charge_record",
                                "tip_decision"})
    EXPECT_TRUE(HasLabel(code)) << code;
}

}  // namespace
}  // namespace homeward::projections
