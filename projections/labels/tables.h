// The tables behind labels.h, one for each view.
#ifndef HOMEWARD_PROJECTIONS_LABELS_TABLES_H_
#define HOMEWARD_PROJECTIONS_LABELS_TABLES_H_

#include <string_view>
#include <vector>

namespace homeward::projections {

struct LabelRow {
  std::string_view code, en, vi;
};

const std::vector<LabelRow>& ExchangeLabels();
const std::vector<LabelRow>& VictimLabels();
const std::vector<LabelRow>& CaseLabels();
const std::vector<LabelRow>& ClockLabels();
const std::vector<LabelRow>& IndicatorLabels();
const std::vector<LabelRow>& FieldLabels();  // "field." and the field's name

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_LABELS_TABLES_H_
