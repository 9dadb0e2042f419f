// Values of an event's fields by name, looked up in the payload and then in its person sections. Pure, thread-safe.
#ifndef HOMEWARD_PROJECTIONS_FACTS_VALUES_H_
#define HOMEWARD_PROJECTIONS_FACTS_VALUES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"
#include "homeward/coordination/v1/views.pb.h"

namespace homeward::projections {

std::string ValueText(const google::protobuf::Message& payload, std::string_view field);
std::vector<std::string> ValueTexts(const google::protobuf::Message& payload, std::string_view field);
std::string ValueCode(const google::protobuf::Message& payload, std::string_view field);
std::vector<std::string> ValueCodes(const google::protobuf::Message& payload, std::string_view field);
int64_t ValueNumber(const google::protobuf::Message& payload, std::string_view field);
int64_t ValueTime(const google::protobuf::Message& payload, std::string_view field);

// Of a field of that very message.
std::vector<std::string> FieldCodes(const google::protobuf::Message& message,
                                    const google::protobuf::FieldDescriptor* field);

// The field's enum value as a code with its label; no code where unset.
coordination::v1::Coded ValueCoded(const google::protobuf::Message& payload, std::string_view field);

// The message that holds the field, and the field; nulls if there is none of that name.
struct FieldPlace {
  const google::protobuf::Message* holder = nullptr;
  const google::protobuf::FieldDescriptor* field = nullptr;
};
FieldPlace FindField(const google::protobuf::Message& payload, std::string_view field);

// A code with its label; the label is the code where the contract gives none.
coordination::v1::Coded EnumCoded(const google::protobuf::EnumValueDescriptor& value);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_FACTS_VALUES_H_
