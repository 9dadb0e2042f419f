#include "projections/labels/labels.h"

#include <string>
#include <unordered_map>

#include "projections/labels/tables.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

const LabelRow* Find(std::string_view code) {
  static const auto* rows = [] {
    auto* all = new std::unordered_map<std::string_view, const LabelRow*>;
    for (const auto* table :
         {&ExchangeLabels(), &VictimLabels(), &CaseLabels(), &ClockLabels(), &IndicatorLabels(), &FieldLabels()})
      for (const LabelRow& row : *table) all->emplace(row.code, &row);
    return all;
  }();
  auto it = rows->find(code);
  return it == rows->end() ? nullptr : it->second;
}

}  // namespace

options::v1::Label LabelOf(std::string_view code) {
  const LabelRow* row = Find(code);
  options::v1::Label label;
  label.set_en(std::string(row == nullptr ? code : row->en));
  label.set_vi(std::string(row == nullptr ? code : row->vi));
  return label;
}

coordination::v1::Coded CodedOf(std::string_view code) {
  coordination::v1::Coded coded;
  coded.set_code(std::string(code));
  *coded.mutable_label() = LabelOf(code);
  return coded;
}

coordination::v1::Coded CodedOf(std::string_view code, std::string_view scope) {
  coordination::v1::Coded coded = CodedOf(code);
  const std::string scoped = contract::Cat(scope, ".", code);
  if (HasLabel(scoped)) *coded.mutable_label() = LabelOf(scoped);
  return coded;
}

bool HasLabel(std::string_view code) { return Find(code) != nullptr; }

absl::Status CheckCodes(const google::protobuf::RepeatedPtrField<std::string>& codes, std::string_view filter) {
  for (const std::string& code : codes)
    if (!HasLabel(code))
      return absl::InvalidArgumentError(contract::Cat("FILTER_UNKNOWN: ", filter, " names a code that no view shows"));
  return absl::OkStatus();
}

options::v1::Label FieldLabel(std::string_view name, const options::v1::FieldRule& rule) {
  return rule.label().en().empty() ? LabelOf(contract::Cat("field.", name)) : rule.label();
}

}  // namespace homeward::projections
