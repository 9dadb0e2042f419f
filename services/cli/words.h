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

// Keys.
inline constexpr Phrase kLetTheProgrammePublish{"Let the programme publish:", "Đề nghị cơ quan điều phối công bố:"};

// What is missing.
inline constexpr Phrase kSignedBatches{"signed batches", "lô đã ký"};
inline constexpr Phrase kFound{"found", "có trong bản trích"};
inline constexpr Phrase kMissing{"missing", "bị thiếu"};
inline constexpr Phrase kBeyondTheEnd{"beyond the export's end", "nằm sau điểm cuối bản trích"};
inline constexpr Phrase kNeverAnswered{"never acknowledged", "chưa từng được xác nhận"};
inline constexpr Phrase kSequence{"sequence", "số thứ tự"};
inline constexpr Phrase kEvidence{"evidence", "bằng chứng"};
inline constexpr Phrase kAcknowledgedAt{"acknowledged at position", "được xác nhận tại vị trí"};
inline constexpr Phrase kLiesAt{"lies at position", "nằm tại vị trí"};
inline constexpr Phrase kNamedBy{"named by batch", "được nêu trong lô"};
inline constexpr Phrase kFollowedBy{"followed by batch", "đứng trước lô"};

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

// Views: headings.
inline constexpr Phrase kState{"state", "trạng thái"};
inline constexpr Phrase kWhat{"what", "nội dung"};
inline constexpr Phrase kKind{"kind", "loại"};
inline constexpr Phrase kFromTo{"from → to", "từ → đến"};
inline constexpr Phrase kDue{"due", "hạn"};
inline constexpr Phrase kAge{"age", "tuổi"};
inline constexpr Phrase kOwes{"owes", "phải làm"};
inline constexpr Phrase kSender{"sender", "bên gửi"};
inline constexpr Phrase kLate{"late", "quá hạn"};
inline constexpr Phrase kNotes{"notes", "ghi chú"};
inline constexpr Phrase kPerson{"person", "mã người"};
inline constexpr Phrase kSent{"sent", "ngày gửi"};
inline constexpr Phrase kUrgency{"urgency", "mức khẩn"};
inline constexpr Phrase kBasis{"basis", "cơ sở"};
inline constexpr Phrase kOutcome{"outcome", "kết quả"};
inline constexpr Phrase kContinues{"continues", "tiếp nối"};
inline constexpr Phrase kContinuedBy{"continued by", "được tiếp nối bởi"};
inline constexpr Phrase kUnit{"unit", "đơn vị"};
inline constexpr Phrase kSince{"since", "từ ngày"};
inline constexpr Phrase kTracks{"Tracks", "Các tuyến hỗ trợ"};
inline constexpr Phrase kTrack{"track", "tuyến"};
inline constexpr Phrase kPlannedAndDelivered{"Planned and delivered", "Kế hoạch và thực hiện"};
inline constexpr Phrase kService{"service", "dịch vụ"};
inline constexpr Phrase kPlanned{"planned", "kế hoạch"};
inline constexpr Phrase kDelivered{"delivered", "đã cung cấp"};
inline constexpr Phrase kOpenRules{"To be seen to", "Cần xử lý"};
inline constexpr Phrase kInbox{"Inbox", "Việc cần xử lý"};
inline constexpr Phrase kOverdue{"Overdue", "Quá hạn"};
inline constexpr Phrase kComesNext{"Comes due", "Sắp đến hạn"};
inline constexpr Phrase kAttention{"Asks for attention", "Cần chú ý"};
inline constexpr Phrase kSinceYesterday{"Since yesterday", "Từ hôm qua"};
inline constexpr Phrase kAbout{"about", "về"};
inline constexpr Phrase kExtended{"extended", "đã gia hạn"};
inline constexpr Phrase kRunning{"running", "đang tính"};
inline constexpr Phrase kPaused{"paused", "tạm ngừng"};
inline constexpr Phrase kInTime{"in time", "đúng hạn"};
inline constexpr Phrase kReportedLate{"told late", "báo muộn"};
inline constexpr Phrase kDoneLate{"done late", "làm muộn"};
inline constexpr Phrase kDaysLeft{"days left", "ngày còn lại"};
inline constexpr Phrase kChild{"child", "trẻ em"};
inline constexpr Phrase kAlsoKnownAs{"also recorded as", "còn được ghi là"};
inline constexpr Phrase kResponsible{"responsible", "đơn vị phụ trách"};
inline constexpr Phrase kCases{"cases", "vụ án"};
inline constexpr Phrase kTimesAsked{"times asked", "số lần lấy lời khai"};
inline constexpr Phrase kReused{"reused", "dùng lại"};
inline constexpr Phrase kYouReadAs{"you read as", "tư cách xem"};
inline constexpr Phrase kDeadlines{"Deadlines", "Thời hạn"};
inline constexpr Phrase kSafeguards{"Safeguards of the child", "Bảo đảm cho trẻ em"};
inline constexpr Phrase kExchanges{"Referrals and other exchanges", "Chuyển gửi và trao đổi khác"};
inline constexpr Phrase kStage{"stage", "giai đoạn"};
inline constexpr Phrase kRound{"round", "lượt"};
inline constexpr Phrase kAwaits{"awaits", "đang chờ"};
inline constexpr Phrase kCrime{"crime", "tội danh"};
inline constexpr Phrase kAccused{"accused", "bị can"};
inline constexpr Phrase kApproved{"approved", "phê chuẩn"};
inline constexpr Phrase kRefusedCharges{"refused", "không phê chuẩn"};
inline constexpr Phrase kReturns{"file returned", "trả hồ sơ"};
inline constexpr Phrase kByProcuracy{"by the procuracy", "viện kiểm sát"};
inline constexpr Phrase kByJudge{"by the judge", "thẩm phán"};
inline constexpr Phrase kByPanel{"by the panel", "hội đồng xét xử"};
inline constexpr Phrase kExtensions{"extended", "gia hạn"};
inline constexpr Phrase kTakesPart{"take part", "đơn vị tham gia"};
inline constexpr Phrase kTips{"tips", "tin báo"};
inline constexpr Phrase kParts{"joined or split off", "nhập hoặc tách"};
inline constexpr Phrase kSplitFrom{"split from", "tách từ"};
inline constexpr Phrase kEventsTitle{"Events", "Sự kiện"};

// Where values come from.
inline constexpr Phrase kAppeared{"appeared", "xuất hiện"};
inline constexpr Phrase kChanged{"changed", "thay đổi"};
inline constexpr Phrase kWent{"gone", "không còn"};
inline constexpr Phrase kComesFrom{"comes from", "xuất phát từ"};
inline constexpr Phrase kBecame{"became so", "diễn biến"};
inline constexpr Phrase kByDate{"depends on the date asked about", "phụ thuộc ngày được hỏi"};
inline constexpr Phrase kNotAllTold{"There is more than is told here.", "Còn nội dung chưa được nêu ở đây."};

// Views: words in a row.
inline constexpr Phrase kConflict{"conflict", "mâu thuẫn"};
inline constexpr Phrase kAwaiting{"awaiting", "đang chờ"};
inline constexpr Phrase kNo{"no", "không"};
inline constexpr Phrase kHidden{"not shown to you", "không hiển thị"};
inline constexpr Phrase kStandsForCorrected{"stands in the place of the struck-through one",
                                            "thay cho sự kiện bị gạch"};
inline constexpr Phrase kDisputed{"disputed by another agency", "bị cơ quan khác phản đối"};
inline constexpr Phrase kNothing{"Nothing to show.", "Không có gì để hiển thị."};
inline constexpr Phrase kMoreRows{"There are more; --limit shows them.",
                                  "Còn nữa; dùng --limit để xem thêm."};
inline constexpr Phrase kShortIds{"Ids are shortened; --wide shows them whole.",
                                  "Mã được rút gọn; --wide hiển thị đầy đủ."};
inline constexpr Phrase kPosition{"position", "vị trí"};
inline constexpr Phrase kAsAt{"as at", "tính đến"};

// Verifying an export.
inline constexpr Phrase kTreeAndSignatures{"tree and signatures", "cây và chữ ký"};
inline constexpr Phrase kRecords{"records", "bản ghi"};
inline constexpr Phrase kAgencySignatures{"agencies' signatures", "chữ ký của cơ quan"};
inline constexpr Phrase kOrder{"order", "thứ tự"};
inline constexpr Phrase kChecked{"checked", "đã kiểm tra"};
inline constexpr Phrase kNotChecked{"not checked", "chưa kiểm tra"};
inline constexpr Phrase kOk{"ok", "đạt"};
inline constexpr Phrase kFailed{"failed", "lỗi"};
inline constexpr Phrase kCosigned{"witnesses cosigned", "bên chứng kiến đã ký"};

// Streams and operation.
inline constexpr Phrase kConnectionLost{"The connection was lost.", "Mất kết nối."};
inline constexpr Phrase kCaughtUp{"caught up at position", "đã theo kịp đến vị trí"};
inline constexpr Phrase kFellBehind{"fell behind at position", "bị chậm ở vị trí"};
inline constexpr Phrase kGone{"no longer shown", "không còn hiển thị"};
inline constexpr Phrase kErased{"erased", "đã xóa"};
inline constexpr Phrase kNotPermitted{"not permitted to you", "không được phép xem"};
inline constexpr Phrase kServer{"server", "máy chủ"};
inline constexpr Phrase kHealth{"health", "tình trạng"};
inline constexpr Phrase kHead{"head of the log", "đầu nhật ký"};
inline constexpr Phrase kAppended{"last event at", "sự kiện cuối lúc"};
inline constexpr Phrase kRoot{"Merkle root", "gốc Merkle"};
inline constexpr Phrase kIncarnation{"incarnation", "phiên bản nhật ký"};
inline constexpr Phrase kView{"view", "khung nhìn"};
inline constexpr Phrase kViews{"views", "các khung nhìn"};
inline constexpr Phrase kVersion{"version", "phiên bản"};
inline constexpr Phrase kLag{"behind by", "còn chậm"};
inline constexpr Phrase kDigest{"digest", "mã băm"};
inline constexpr Phrase kRebuilding{"The views are being rebuilt,", "Các khung nhìn đang được dựng lại,"};
inline constexpr Phrase kRebuilt{"The views are rebuilt,", "Các khung nhìn đã được dựng lại,"};
inline constexpr Phrase kRebuildFailed{"The rebuild failed, the old views go on:",
                                       "Dựng lại không thành công, các khung nhìn cũ vẫn trả lời:"};
inline constexpr Phrase kConfirmRebuild{"Fold the whole log again?", "Dựng lại toàn bộ khung nhìn?"};

// Proofs.
inline constexpr Phrase kCosignedNow{"cosigned:", "đã đồng ký:"};
inline constexpr Phrase kPositions{"positions", "vị trí"};
inline constexpr Phrase kCosignatures{"cosignatures", "chữ ký đồng xác nhận"};
inline constexpr Phrase kLogOrigin{"log", "nhật ký"};
inline constexpr Phrase kIncluded{"in the log", "có trong nhật ký"};
inline constexpr Phrase kExported{"exported:", "đã xuất:"};
inline constexpr Phrase kNew{"new", "mới"};
inline constexpr Phrase kBackedUp{"backed up", "đã sao lưu"};
inline constexpr Phrase kSound{"sound", "nguyên vẹn"};
inline constexpr Phrase kRestored{"restored", "đã khôi phục"};
inline constexpr Phrase kFolder{"folder", "thư mục"};
inline constexpr Phrase kAccessRecords{"access records", "bản ghi truy cập"};
inline constexpr Phrase kSize{"size", "dung lượng"};
inline constexpr Phrase kPutBackKeys{
    "Put person-id.key there before the server starts, and checkpoint.key only together with the newest checkpoint.",
    "Đặt person-id.key vào đó trước khi khởi động, và checkpoint.key chỉ cùng với điểm kiểm tra mới nhất."};
inline constexpr Phrase kWithheld{"records withheld", "bản ghi không được cung cấp"};
inline constexpr Phrase kProven{"proven", "đã chứng minh"};

}  // namespace homeward::cli::words

#endif  // HOMEWARD_SERVICES_CLI_WORDS_H_
