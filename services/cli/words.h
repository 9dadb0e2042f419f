// The command line's own words, English and Vietnamese. Labels of events, states and fields come with the
// server's answers and stand in no table here.
#ifndef HOMEWARD_SERVICES_CLI_WORDS_H_
#define HOMEWARD_SERVICES_CLI_WORDS_H_

#include "services/cli/phrase.h"

namespace homeward::cli::words {

// Errors.
inline constexpr Phrase kError{"error", "lỗi"};
inline constexpr Phrase kRefused{"refused", "bị từ chối"};
inline constexpr Phrase kDenied{"denied", "không được phép"};
inline constexpr Phrase kUnreachable{"not reachable", "không kết nối được"};
inline constexpr Phrase kReason{"reason", "lý do"};
inline constexpr Phrase kField{"field", "trường"};
inline constexpr Phrase kNext{"next", "tiếp theo"};
inline constexpr Phrase kMore{"more", "nữa"};

// Certificates.
inline constexpr Phrase kName{"name", "tên"};
inline constexpr Phrase kDevCertsOnly{
    "For development and synthetic data only: the authority's key lies beside them.",
    "Chỉ dùng để phát triển với dữ liệu giả định: khóa của CA nằm cùng thư mục."};

// The catalogue.
inline constexpr Phrase kEvent{"event", "sự kiện"};
inline constexpr Phrase kMeaning{"meaning", "ý nghĩa"};
inline constexpr Phrase kStream{"stream", "luồng"};
inline constexpr Phrase kStep{"steps", "bước"};
inline constexpr Phrase kStreamOfTarget{"that of the event it names", "luồng của sự kiện được nêu"};
inline constexpr Phrase kLeadsTo{"leads to", "dẫn đến"};
inline constexpr Phrase kLimit{"limit", "giới hạn"};
inline constexpr Phrase kPublishedBy{"published by", "cơ quan công bố"};
inline constexpr Phrase kLane{"lane", "tuyến"};
inline constexpr Phrase kLaw{"law", "căn cứ"};
inline constexpr Phrase kType{"type", "kiểu"};
inline constexpr Phrase kRules{"rules", "quy tắc"};
inline constexpr Phrase kReaders{"who sees it", "ai được xem"};
inline constexpr Phrase kExampleBatch{"Example, one batch", "Ví dụ, một lô"};

// Publishing.
inline constexpr Phrase kBatches{"batches", "lô"};
inline constexpr Phrase kRecorded{"recorded", "đã ghi"};
inline constexpr Phrase kWouldBeRecorded{"would be recorded", "sẽ được ghi"};
inline constexpr Phrase kDuplicate{"recorded before", "đã ghi từ trước"};
inline constexpr Phrase kSkipped{"skipped", "bỏ qua"};
inline constexpr Phrase kEvents{"events", "sự kiện"};
inline constexpr Phrase kUpToPosition{"up to position", "đến vị trí"};
inline constexpr Phrase kTryingAgain{"Trying again in", "Thử lại sau"};
inline constexpr Phrase kFurtherRefusals{
    "Further refusals are only counted; --output json tells each.",
    "Các lần từ chối tiếp theo chỉ được đếm; --output json liệt kê từng lần."};

}  // namespace homeward::cli::words

#endif  // HOMEWARD_SERVICES_CLI_WORDS_H_
