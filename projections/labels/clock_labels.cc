#include "projections/labels/tables.h"

namespace homeward::projections {

const std::vector<LabelRow>& ClockLabels() {
  static const auto* rows = new std::vector<LabelRow>{
      // periods that an event says, each for itself
      {"referral_answer", "answer to the referral", "trả lời chuyển gửi"},
      {"referral_hold_review", "review of the hold", "xem xét lại việc tạm dừng"},
      // what asks for attention
      {"need_without_referral", "a need and no referral for it", "có nhu cầu nhưng chưa chuyển gửi"},
      {"failed_without_next_step", "a referral that failed, and no next step",
       "chuyển gửi không thành, chưa có bước tiếp"},
      {"nobody_responsible", "nobody responsible", "không đơn vị nào chịu trách nhiệm"},
      {"no_contact", "no contact for too long", "lâu không liên hệ"},
      {"child_without_representative", "a child without a representative or lawyer",
       "trẻ em chưa có người đại diện hoặc luật sư"},
      {"hearing_without_support", "a hearing ahead without support", "sắp ra tòa, chưa có người hỗ trợ"},
      {"asked_many_times", "asked to tell the story again and again", "bị hỏi lại nhiều lần"},
      {"consent_withdrawn_or_expiring_while_open", "consent gone or ending while it is still relied on",
       "sự đồng ý đã rút hoặc sắp hết hạn khi vẫn đang chia sẻ"},
      {"arrival_expected", "an arrival expected", "sắp có người trở về"},
      {"shelter_full", "no places left to stay", "nơi lưu trú đã kín chỗ"},
      {"allowance_deadline", "the allowance is to be applied for", "sắp hết hạn nộp hồ sơ trợ cấp"},
      {"compensation_unpaid", "compensation not paid", "chưa được bồi thường"},
      {"awaiting_other", "waits for what another has not recorded", "chờ bên khác ghi nhận"},
      {"positive_screening_unlinked", "screened positive, nobody met", "sàng lọc có dấu hiệu, chưa gặp ai"},
      {"unanswered", "sent and not acknowledged", "đã gửi, chưa được xác nhận"},
  };
  return *rows;
}

}  // namespace homeward::projections
