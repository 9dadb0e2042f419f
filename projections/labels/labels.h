// The words for the codes that views make themselves, in English and Vietnamese. Words for what agencies publish come
// from the contract's options.
#ifndef HOMEWARD_PROJECTIONS_LABELS_LABELS_H_
#define HOMEWARD_PROJECTIONS_LABELS_LABELS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "homeward/coordination/v1/views.pb.h"

namespace homeward::projections {

// The label; the code itself in both languages where there is none (a test sees to it that there is).
options::v1::Label LabelOf(std::string_view code);
coordination::v1::Coded CodedOf(std::string_view code);

// The same word means different things on different tracks: "given" of a consent is not "given" of a person. Looks for
// "scope.code" first.
coordination::v1::Coded CodedOf(std::string_view code, std::string_view scope);
bool HasLabel(std::string_view code);

// INVALID_ARGUMENT where a filter names a code that no view shows: a typing error must not read as "nothing there".
absl::Status CheckCodes(const google::protobuf::RepeatedPtrField<std::string>& codes, std::string_view filter);

// Of an event's field: the contract's own words where it has them, else those of every field with that name.
options::v1::Label FieldLabel(std::string_view name, const options::v1::FieldRule& rule);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_LABELS_LABELS_H_
