// What keeps this a system of victim support, as far as the contract can promise it: nobody is listed for what they are
// said to be, prevention is counted and never names anybody, the commune is the smallest place, and who asks a support
// model for help stands in a domain of their own. A later change of the contract that breaks it fails here.
#include <gtest/gtest.h>

#include <functional>
#include <regex>
#include <set>
#include <string>

#include "google/protobuf/descriptor.h"
#include "proto/contract/contract.h"
#include "proto/contract/formats.h"

namespace homeward::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using options::v1::Format;

FieldRule RuleOf(const FieldDescriptor* field) { return field->options().GetExtension(options::v1::rule); }

// Every field of a message and of those within it.
void ForEachField(const Descriptor* message, const std::function<void(const FieldDescriptor*)>& look,
                  std::set<const Descriptor*>* seen) {
  if (!seen->insert(message).second) return;
  for (int i = 0; i < message->field_count(); ++i) {
    look(message->field(i));
    if (message->field(i)->message_type() != nullptr) ForEachField(message->field(i)->message_type(), look, seen);
  }
}

void ForEachField(const Descriptor* message, const std::function<void(const FieldDescriptor*)>& look) {
  std::set<const Descriptor*> seen;
  ForEachField(message, look, &seen);
}

bool Aggregate(const EventType& type) { return type.options.sensitivity() == options::v1::SENSITIVITY_AGGREGATE; }

bool Names(const EventType& type, SubjectKind kind) {
  bool names = false;
  ForEachField(type.descriptor, [&](const FieldDescriptor* field) { names |= RuleOf(field).subject() == kind; });
  return names;
}

std::vector<const EventType*> Events(const std::function<bool(const EventType&)>& chosen) {
  std::vector<const EventType*> events;
  for (const auto& type : Contract::Get().events())
    if (chosen(*type)) events.push_back(type.get());
  return events;
}

TEST(Safeguards, WhatIsCountedHoldsNoWords) {
  const std::set<Format> codes = {options::v1::FORMAT_UUID,    options::v1::FORMAT_AREA, options::v1::FORMAT_COMMUNE,
                                  options::v1::FORMAT_DATE,    options::v1::FORMAT_CODE, options::v1::FORMAT_UNIT,
                                  options::v1::FORMAT_ARTICLE, options::v1::FORMAT_HASH};
  const auto counted = Events([](const EventType& type) { return Aggregate(type) && !type.options.governance(); });
  ASSERT_GE(counted.size(), 40u);
  for (const EventType* type : counted) {
    ForEachField(type->descriptor, [&](const FieldDescriptor* field) {
      EXPECT_NE(field->type(), FieldDescriptor::TYPE_BYTES) << type->name << "." << field->name();
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
      EXPECT_EQ(codes.count(RuleOf(field).format()), 1u) << type->name << "." << field->name() << " could hold words";
    });
  }
}

TEST(Safeguards, WhatIsCountedNamesNobody) {
  for (const EventType* type : Events(Aggregate)) {
    EXPECT_TRUE(type->sections.empty()) << type->name << " has a section on a person";
    for (const SubjectKind kind :
         {options::v1::SUBJECT_KIND_PERSON, options::v1::SUBJECT_KIND_SERVICE_USER, options::v1::SUBJECT_KIND_CASE,
          options::v1::SUBJECT_KIND_TIP, options::v1::SUBJECT_KIND_REFERRAL, options::v1::SUBJECT_KIND_HANDOVER}) {
      EXPECT_FALSE(Names(*type, kind)) << type->name << " names a " << SubjectPrefix(kind);
    }
    ForEachField(type->descriptor, [&](const FieldDescriptor* field) {
      const Format format = RuleOf(field).format();
      EXPECT_FALSE(format == options::v1::FORMAT_PERSON_ID || format == options::v1::FORMAT_SERVICE_ID ||
                   (format == options::v1::FORMAT_ACTOR && !type->options.governance()))
          << type->name << "." << field->name();
    });
  }
}

TEST(Safeguards, SmallNumbersOfPeopleAreMasked) {
  const std::set<std::string> people = {"screened", "possible_victims",      "positive",  "returned", "in_need",
                                        "counted",  "taken_into_programmes", "group_size"};
  int masked = 0;
  for (const EventType* type : Events(Aggregate)) {
    ForEachField(type->descriptor, [&](const FieldDescriptor* field) {
      if (people.count(field->name()) == 0) return;
      ++masked;
      EXPECT_EQ(RuleOf(field).sensitivity(), options::v1::SENSITIVITY_SMALL_COUNT)
          << type->name << "." << field->name();
    });
  }
  EXPECT_GE(masked, 8);
}

// Neither a stream nor an event, field, code or kind of subject speaks of people as what control would make of them.
// Only a crime's legal title may hold the word, and names the deed of others.
TEST(Safeguards, NobodyIsListedForWhatTheyAreSaidToBe) {
  const std::regex names(
      "prostitut|sex_?work|(^|_)(mai|ban)_?dam|te_?nan|offender|violator|addict|social_?evil|suspect",
      std::regex::icase);
  const std::regex labels("prostitut|sex worker|mại dâm|bán dâm", std::regex::icase);
  const auto clean = [&](const std::string& name) { EXPECT_FALSE(std::regex_search(name, names)) << name; };
  std::set<const EnumDescriptor*> enums;
  for (const EventType* type : Events([](const EventType&) { return true; })) {
    clean(type->short_name);
    clean(type->options.stream());
    EXPECT_FALSE(std::regex_search(type->options.label().en() + type->options.label().vi(), labels)) << type->name;
    for (const auto& step : type->options.step()) clean(step.to());
    ForEachField(type->descriptor, [&](const FieldDescriptor* field) {
      clean(field->name());
      if (field->enum_type() != nullptr) enums.insert(field->enum_type());
    });
  }
  ASSERT_GE(enums.size(), 50u);
  for (const EnumDescriptor* type : enums) {
    clean(type->name());
    for (int i = 0; i < type->value_count(); ++i) {
      clean(type->value(i)->name());
      if (type->name() == "CrimeCode") continue;
      const auto label = type->value(i)->options().GetExtension(options::v1::label);
      EXPECT_FALSE(std::regex_search(label.en() + label.vi(), labels)) << type->value(i)->full_name();
    }
  }
  for (int kind = options::v1::SubjectKind_MIN; kind <= options::v1::SubjectKind_MAX; ++kind) {
    if (options::v1::SubjectKind_IsValid(kind)) clean(std::string(SubjectPrefix(static_cast<SubjectKind>(kind))));
  }
}

TEST(Safeguards, TheCommuneIsTheSmallestPlace) {
  for (const char* finer :
       {"adm.vn.01", "adm.01.00004.1", "adm.01.001.00004.12", "adm.01.00004.street", "adm.01.000041"}) {
    EXPECT_FALSE(Matches(options::v1::FORMAT_AREA, finer)) << finer;
  }
  for (const char* area : {"adm.vn", "adm.01", "adm.01.001", "adm.01.00004"}) {
    EXPECT_TRUE(Matches(options::v1::FORMAT_AREA, area)) << area;
  }
  EXPECT_FALSE(Matches(options::v1::FORMAT_COMMUNE, "01.00004.1"));
  const std::regex place(
      "address|street|house|latitude|longitude|gps|phone|establishment_(id|name)|residence|household",
      std::regex::icase);
  for (const EventType* type : Events([](const EventType&) { return true; })) {
    ForEachField(type->descriptor, [&](const FieldDescriptor* field) {
      EXPECT_FALSE(std::regex_search(field->name(), place)) << type->name << "." << field->name();
    });
  }
}

TEST(Safeguards, WhoAsksForHelpStandsInADomainOfTheirOwn) {
  std::set<std::string> streams;
  const auto theirs = Events([](const EventType& type) { return Names(type, options::v1::SUBJECT_KIND_SERVICE_USER); });
  ASSERT_GE(theirs.size(), 10u);
  for (const EventType* type : theirs) {
    ASSERT_EQ(type->options.publisher_size(), 1) << type->name;
    EXPECT_EQ(type->options.publisher(0), options::v1::AGENCY_LABOUR) << type->name;
    EXPECT_FALSE(Names(*type, options::v1::SUBJECT_KIND_PERSON)) << type->name << " joins the two domains";
    EXPECT_FALSE(Names(*type, options::v1::SUBJECT_KIND_CASE)) << type->name;
    if (type->options.stream() != "referral_out") streams.insert(type->options.stream());
  }
  // Nobody else writes into their streams, and nothing in them speaks of a person. A referral's stream holds its own
  // unit's events alone; its name says whose.
  for (const EventType* type : Events([&](const EventType& t) { return streams.count(t.options.stream()) != 0; })) {
    EXPECT_EQ(type->options.publisher_size(), 1) << type->name;
    EXPECT_FALSE(Names(*type, options::v1::SUBJECT_KIND_PERSON)) << type->name;
  }
  for (const AgencyContract& service : Contract::Get().agencies()) {
    if (service.agency == options::v1::AGENCY_LABOUR) continue;
    ForEachField(service.descriptor, [&](const FieldDescriptor* field) {
      EXPECT_NE(RuleOf(field).format(), options::v1::FORMAT_SERVICE_ID) << service.role << ": " << field->full_name();
    });
  }
}

// In their own stream: what is asked for and given follows the consent; that it is declined asks for nothing and says
// nothing but that.
TEST(Safeguards, ConsentComesBeforeTheFirstService) {
  for (const char* name : {"SupportRequested", "ServiceDelivered"}) {
    const EventType* type = Contract::Get().FindEvent(name);
    ASSERT_NE(type, nullptr);
    bool waits = false;
    for (const auto& step : type->options.step()) {
      if (step.machine() != "consent") continue;
      waits = step.from_size() == 1 && step.from(0) == "given";
    }
    EXPECT_TRUE(waits) << name;
  }
  const EventType* declined = Contract::Get().FindEvent("ServiceDeclined");
  ASSERT_NE(declined, nullptr);
  ForEachField(declined->descriptor, [](const FieldDescriptor* field) {
    EXPECT_EQ(field->name().find("reason"), std::string::npos);
    EXPECT_EQ(field->name().find("consequence"), std::string::npos);
  });
}

TEST(Safeguards, EachInspectionSaysWhomItScreened) {
  const EventType* type = Contract::Get().FindEvent("InspectionConducted");
  ASSERT_NE(type, nullptr);
  for (const char* name : {"screening_id", "screened", "possible_victims"}) {
    EXPECT_NE(type->descriptor->FindFieldByName(name), nullptr) << name;
  }
}

}  // namespace
}  // namespace homeward::contract
