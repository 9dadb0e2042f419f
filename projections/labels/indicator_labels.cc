#include "projections/labels/tables.h"

namespace homeward::projections {

const std::vector<LabelRow>& IndicatorLabels() {
  static const auto* rows = new std::vector<LabelRow>{
      {"on_track", "on track", "đúng tiến độ"},           {"behind", "behind", "chậm tiến độ"},
      {"no_data", "no data", "chưa có số liệu"},          {"hidden", "too few to be shown", "số nhỏ, không hiển thị"},
      {"unmeasured", "no target", "không giao chỉ tiêu"}, {"submitted", "submitted", "đã nộp"},
      {"consolidated", "consolidated", "đã tổng hợp"},
  };
  return *rows;
}

}  // namespace homeward::projections
