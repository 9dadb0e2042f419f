#include "projections/labels/tables.h"

namespace homeward::projections {

const std::vector<LabelRow>& IndicatorLabels() {
  static const auto* rows = new std::vector<LabelRow>{
      // how a figure stands
      {"figure.met", "met", "đạt"},
      {"figure.missed", "missed", "không đạt"},
      {"on_track", "on track", "đúng tiến độ"},
      {"behind", "behind", "chậm tiến độ"},
      {"no_data", "no data", "chưa có số liệu"},
      {"hidden", "too few to be shown", "số nhỏ, không hiển thị"},
      {"unmeasured", "no target", "không giao chỉ tiêu"},
      // reports
      {"submitted", "submitted", "đã nộp"},
      {"consolidated", "consolidated", "đã tổng hợp"},
      {"report_half_year", "half-year report", "báo cáo nửa năm"},
      {"report_year", "annual report", "báo cáo năm"},
      {"plan_target", "what a plan wants by a day", "chỉ tiêu có thời hạn"},
  };
  return *rows;
}

}  // namespace homeward::projections
