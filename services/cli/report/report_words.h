// The words of a report, in both languages.
#ifndef HOMEWARD_SERVICES_CLI_REPORT_REPORT_WORDS_H_
#define HOMEWARD_SERVICES_CLI_REPORT_REPORT_WORDS_H_

#include "services/cli/phrase.h"

namespace homeward::cli::words {

inline constexpr Phrase kReportTitle{"Report", "Báo cáo"};
inline constexpr Phrase kCode{"code", "mã"};
inline constexpr Phrase kPlan{"plan", "kế hoạch"};
inline constexpr Phrase kIndicator{"indicator", "chỉ tiêu"};
inline constexpr Phrase kArea{"area", "địa bàn"};
inline constexpr Phrase kFigure{"figure", "kết quả"};
inline constexpr Phrase kNumerator{"numerator", "tử số"};
inline constexpr Phrase kDenominator{"denominator", "mẫu số"};
inline constexpr Phrase kShare{"share", "tỷ lệ"};
inline constexpr Phrase kTarget{"target", "kế hoạch giao"};
inline constexpr Phrase kStateWord{"state", "đánh giá"};
inline constexpr Phrase kPeriod{"period", "kỳ báo cáo"};
inline constexpr Phrase kBefore{"before", "trước"};
inline constexpr Phrase kAfter{"now", "nay"};
inline constexpr Phrase kCause{"because of", "nguyên nhân"};
inline constexpr Phrase kRestatedSince{"Restated since position", "Điều chỉnh so với vị trí"};
inline constexpr Phrase kNothingRestated{"Nothing: every figure is the same.", "Không có: mọi số liệu giữ nguyên."};
inline constexpr Phrase kSubmitted{"Handed in", "Đã nộp"};
inline constexpr Phrase kAtPosition{"at position", "tại vị trí"};
inline constexpr Phrase kFiguresHold{"the log gives these figures", "khớp với nhật ký"};
inline constexpr Phrase kFiguresDiffer{"the log gives other figures", "không khớp với nhật ký"};
inline constexpr Phrase kFiguresHash{"figures", "mã băm số liệu"};
inline constexpr Phrase kPeriodsKept{"How statutory periods were kept", "Chấp hành thời hạn luật định"};
inline constexpr Phrase kRule{"period", "thời hạn"};
inline constexpr Phrase kArticle{"legal source", "căn cứ pháp lý"};
inline constexpr Phrase kInTime{"in time", "đúng hạn"};
inline constexpr Phrase kLateDone{"late", "trễ hạn"};
inline constexpr Phrase kNotDone{"not done", "chưa thực hiện"};
inline constexpr Phrase kPinned{"Figures of the log up to position", "Số liệu theo nhật ký đến vị trí"};
inline constexpr Phrase kSmallNumbers{"Fewer than 10 people are not shown.", "Không hiển thị số liệu dưới 10 người."};

}  // namespace homeward::cli::words

#endif  // HOMEWARD_SERVICES_CLI_REPORT_REPORT_WORDS_H_
