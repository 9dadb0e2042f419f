#include "eventstore/gate/measures.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "proto/contract/contract.h"
#include "proto/contract/tallied.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

namespace pv = programme::v1;
using contract::Cat;
using google::protobuf::FieldDescriptor;

// Counted events by their line in the services: "commune_assessed".
const contract::EventType* FindCounted(const std::string& name) {
  static const auto* known = [] {
    auto* found = new std::map<std::string, const contract::EventType*>;
    for (const contract::AgencyContract& service : contract::Contract::Get().agencies()) {
      for (int i = 0; i < service.event_oneof->field_count(); ++i) {
        const FieldDescriptor* field = service.event_oneof->field(i);
        const auto* type = contract::Contract::Get().FindEvent(static_cast<uint32_t>(field->number()));
        if (type != nullptr && type->options.counted()) (*found)[field->name()] = type;
      }
    }
    return found;
  }();
  const auto it = known->find(name);
  return it == known->end() ? nullptr : it->second;
}

bool IsNumber(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() <= FieldDescriptor::CPPTYPE_UINT64;
}

// Whether the field can have that value, as conditions write it.
bool CanBe(const FieldDescriptor* field, const std::string& value) {
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return value == "true" || value == "false";
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  const auto* type = field->enum_type();
  const std::string prefix = type->value(0)->name().substr(0, type->value(0)->name().rfind("UNSPECIFIED"));
  const auto* found = type->FindValueByName(prefix + absl::AsciiStrToUpper(value));
  return found != nullptr && found->number() != 0;
}

class Checker {
 public:
  Checker(int event_index, contract::Violations* violations) : index_(event_index), violations_(violations) {}

  void Measure(const pv::Measure& measure, const std::string& path) {
    const bool baseline = measure.aggregate() == pv::AGGREGATE_BASELINE;
    const bool by = measure.aggregate() == pv::AGGREGATE_DISTINCT || measure.aggregate() == pv::AGGREGATE_LATEST;
    if (baseline != !measure.baseline().empty() || baseline != measure.sources().empty())
      Incomplete(path, "BASELINE, and it alone, has `baseline` and no `sources`");
    if (by != !measure.by().empty())
      Incomplete(path + ".by", "DISTINCT and LATEST, and they alone, say by which field");
    for (int i = 0; i < measure.sources_size(); ++i)
      Source(measure, measure.sources(i), Cat(path, ".sources[", i, "]"));
  }

  void Incomplete(std::string field, std::string message) {
    Refuse("MEASURE_INCOMPLETE", std::move(field), std::move(message), "fill in what the way of counting needs");
  }

 private:
  void Source(const pv::Measure& measure, const pv::EventSource& source, const std::string& path) {
    const contract::EventType* type = FindCounted(source.event());
    if (type == nullptr) {
      return Refuse("EVENT_UNKNOWN", path + ".event", "the contract has no event of that name that is counted",
                    "'homeward events' lists them; write it as its line in the service, in lower case");
    }
    const bool sums = measure.aggregate() == pv::AGGREGATE_SUM;
    if (sums != !source.value_field().empty())
      Incomplete(path + ".value_field", "SUM, and it alone, says which field is summed");
    if (!source.value_field().empty()) Known(*type, source.value_field(), path + ".value_field", IsNumber);
    if (measure.by() != "area" && measure.by() != "unit" && !measure.by().empty())
      Known(*type, measure.by(), path + ".by", [](const FieldDescriptor*) { return true; });
    for (const pv::Condition& where : source.where()) {
      for (const std::string& value : where.values()) {
        Known(*type, where.field(), path + ".where",
              [&value](const FieldDescriptor* field) { return CanBe(field, value); });
      }
    }
  }

  template <typename Fits>
  void Known(const contract::EventType& type, const std::string& name, std::string path, Fits fits) {
    const FieldDescriptor* field = contract::FindTallied(type, name);
    if (field != nullptr && fits(field)) return;
    Refuse("FIELD_UNKNOWN", std::move(path),
           field == nullptr ? Cat(type.short_name, " has no field of that name that is counted by")
                            : Cat(name, " of ", type.short_name, " has no such value"),
           "'homeward events NAME' shows its fields and codes");
  }

  void Refuse(std::string reason, std::string field, std::string message, std::string next_step) {
    violations_->push_back({absl::StatusCode::kInvalidArgument, std::move(reason), index_, std::move(field),
                            std::move(message), std::move(next_step)});
  }

  const int index_;
  contract::Violations* const violations_;
};

}  // namespace

void CheckMeasures(const pv::IndicatorDefined& indicator, int event_index, contract::Violations* violations) {
  Checker checker(event_index, violations);
  for (int i = 0; i < indicator.numerator_size(); ++i)
    checker.Measure(indicator.numerator(i), Cat("numerator[", i, "]"));
  if (indicator.has_denominator()) checker.Measure(indicator.denominator(), "denominator");
  if (indicator.numerator_rule() != pv::NUMERATOR_RULE_COHORT) return;
  for (const pv::Measure& measure : indicator.numerator()) {
    if (!measure.by().empty() && measure.by() == indicator.denominator().by()) continue;
    checker.Incomplete("numerator_rule", "of a cohort, numerator and denominator count by the same field");
    return;
  }
}

}  // namespace homeward::eventstore
