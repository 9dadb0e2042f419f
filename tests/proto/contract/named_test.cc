#include "proto/contract/named.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "homeward/coordination/v1/views.pb.h"
#include "proto/contract/contract.h"

namespace homeward::contract {
namespace {

using google::protobuf::Descriptor;

// The descriptors' own look-up is the oracle, for every field of everything that an event holds.
TEST(Named, FindsWhatTheDescriptorsFind) {
  std::set<const Descriptor*> seen;
  const std::function<void(const Descriptor*)> check = [&](const Descriptor* message) {
    if (!seen.insert(message).second) return;
    for (int i = 0; i < message->field_count(); ++i) {
      const auto* field = message->field(i);
      EXPECT_EQ(FieldNamed(message, field->name()), field) << field->full_name();
      EXPECT_EQ(FieldNamed(message, field->name() + "_x"), nullptr);
      if (field->message_type() != nullptr) check(field->message_type());
    }
    EXPECT_EQ(FieldNamed(message, ""), nullptr);
  };
  for (const auto& type : Contract::Get().events()) check(type->descriptor);
  check(common::v1::Envelope::descriptor());
  EXPECT_GT(seen.size(), 100u);
}

TEST(Named, FindsFieldsOfWhatNoEventHolds) {
  const Descriptor* row = coordination::v1::Coded::descriptor();
  EXPECT_EQ(FieldNamed(row, row->field(0)->name()), row->field(0));
  EXPECT_EQ(FieldNamed(row, "nothing_of_it"), nullptr);
}

TEST(Named, ACodeIsTheValuesNameWithoutItsEnums) {
  const auto code = [](const auto* type, int number) { return CodeOf(*type->FindValueByNumber(number)); };
  const auto* agency = options::v1::Agency_descriptor();
  EXPECT_EQ(code(agency, 0), "");
  EXPECT_EQ(code(agency, options::v1::AGENCY_BORDER_GUARD), "border_guard");
  for (const auto& type : Contract::Get().events())
    for (const FieldTable& table : type->fields) {
      const auto* of = table.field->enum_type();
      if (of == nullptr) continue;
      for (int i = 1; i < of->value_count(); ++i) {
        const std::string found = CodeOf(*of->value(i));
        EXPECT_FALSE(found.empty());
        EXPECT_EQ(found.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), std::string::npos) << found;
        EXPECT_LT(found.size(), of->value(i)->name().size()) << found << ": the prefix is gone";
      }
    }
}

}  // namespace
}  // namespace homeward::contract
