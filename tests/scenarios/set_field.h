// Sets a field of any message from text, by reflection and the field's format. Thread-safe: nothing is kept.
#ifndef HOMEWARD_TESTS_SCENARIOS_SET_FIELD_H_
#define HOMEWARD_TESTS_SCENARIOS_SET_FIELD_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "tests/scenarios/script.h"
#include "tests/scenarios/symbols.h"
#include "tests/scenarios/when.h"

namespace homeward::scenario {

// How text becomes values.
struct Values {
  const Symbols* symbols = nullptr;
  Calendar calendar;
  int default_minute = 0;  // of moments without one
};

// Sets what `assignment.path` leads to within `message`; "person=P1" also finds person_id. NOT_FOUND: no such field, so
// that the caller may look elsewhere; INVALID_ARGUMENT: the field does not take that value.
absl::Status SetField(const Assignment& assignment, const Values& values, google::protobuf::Message* message);

// "SERVICE_CODE_LEGAL_AID" of SERVICE_CODE's value → "legal_aid".
std::string ShortEnumName(const google::protobuf::EnumValueDescriptor* value);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_SET_FIELD_H_
