// Example batches: invented values of the right shape for every required field and person section.
#include <algorithm>
#include <memory>

#include "absl/strings/str_format.h"
#include "google/protobuf/timestamp.pb.h"
#include "homeward/common/v1/envelope.pb.h"
#include "services/cli/catalogue.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using options::v1::FieldRule;
using options::v1::Format;

// Of the key whose private bytes are 00 01 … 1f, for unit soc.01: it proves the form, and that publishing works.
constexpr char kPublicKey[] = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
constexpr char kPossession[] =
    "d8367b3417d7499dd3f31835f049b1bcc1d9bb853e03c7420e62e486c96ad025"
    "8455053d4089c2c630161796360a95beb505ed33d5d08ababb5b903c2bb3110e";

constexpr int64_t kHappenedSeconds = 1'740'967'200;  // 2025-03-03T02:00:00Z
constexpr int64_t kRecordedSeconds = kHappenedSeconds + 3600;
constexpr int64_t kLaterSeconds = kHappenedSeconds + 7 * 24 * 3600;

// Each call gives another one.
class Ids {
 public:
  std::string Next() { return absl::StrFormat("019559bb-4500-7000-8000-%012d", ++count_); }

 private:
  int count_ = 0;
};

std::string Text(Format format, const std::string& prefix, Ids* ids) {
  switch (format) {
    case options::v1::FORMAT_PERSON_ID: return "p0123456789abcdefghjkmnpqrs";
    case options::v1::FORMAT_SERVICE_ID: return "s0123456789abcdefghjkmnpqrs";
    case options::v1::FORMAT_UNIT: return prefix == "soc" ? "pol.01" : "soc.01";
    case options::v1::FORMAT_PROVINCE: return "01";
    case options::v1::FORMAT_COMMUNE: return "01.00004";
    case options::v1::FORMAT_COUNTRY: return "VN";
    case options::v1::FORMAT_AREA: return "adm.01.00004";
    case options::v1::FORMAT_TITLE: return "Kế hoạch năm 2025";
    case options::v1::FORMAT_HASH: return kPublicKey;
    case options::v1::FORMAT_DATE: return "2025-03-10";
    case options::v1::FORMAT_ARTICLE: return "Art.37(1)";
    case options::v1::FORMAT_CODE: return "example_code";
    case options::v1::FORMAT_PUBLIC_KEY: return kPublicKey;
    case options::v1::FORMAT_SIGNATURE: return kPossession;
    case options::v1::FORMAT_URI: return Cat("https://", prefix, ".example/casework");
    default: return ids->Next();  // UUID, ACTOR
  }
}

int64_t Number(const FieldRule& rule) {
  return rule.min() != 0 || rule.max() == 0 ? std::max<int64_t>(rule.min(), 1)
                                            : std::min<int64_t>(rule.max(), 1);
}

class Filler {
 public:
  explicit Filler(std::string prefix) : prefix_(std::move(prefix)) {}

  // `everything`: optional fields too, as in a person section.
  void Fill(Message* message, bool everything) {
    const google::protobuf::Descriptor* descriptor = message->GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor* field = descriptor->field(i);
      const FieldRule& rule = field->options().GetExtension(options::v1::rule);
      if (!everything && !rule.required() && !rule.section()) continue;
      const uint32_t count = field->is_repeated() ? std::max<uint32_t>(1, rule.min_length()) : 1;
      for (uint32_t n = 0; n < count; ++n) SetOne(message, field, rule, everything);
    }
  }

  Ids& ids() { return ids_; }

 private:
  void SetOne(Message* message, const FieldDescriptor* field, const FieldRule& rule, bool everything) {
    const Reflection& r = *message->GetReflection();
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string text = Text(rule.format(), prefix_, &ids_);
        many ? r.AddString(message, field, std::move(text)) : r.SetString(message, field, std::move(text));
        break;
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto* value = field->enum_type()->value(std::min(1, field->enum_type()->value_count() - 1));
        many ? r.AddEnum(message, field, value) : r.SetEnum(message, field, value);
        break;
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        many ? r.AddBool(message, field, true) : r.SetBool(message, field, true);
        break;
      case FieldDescriptor::CPPTYPE_INT32: {
        const auto number = static_cast<int32_t>(Number(rule));
        many ? r.AddInt32(message, field, number) : r.SetInt32(message, field, number);
        break;
      }
      case FieldDescriptor::CPPTYPE_UINT32: {
        const auto number = static_cast<uint32_t>(Number(rule));
        many ? r.AddUInt32(message, field, number) : r.SetUInt32(message, field, number);
        break;
      }
      case FieldDescriptor::CPPTYPE_INT64:
        many ? r.AddInt64(message, field, Number(rule)) : r.SetInt64(message, field, Number(rule));
        break;
      case FieldDescriptor::CPPTYPE_UINT64: {
        const auto number = static_cast<uint64_t>(Number(rule));
        many ? r.AddUInt64(message, field, number) : r.SetUInt64(message, field, number);
        break;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        Message* inner = many ? r.AddMessage(message, field) : r.MutableMessage(message, field);
        if (auto* time = dynamic_cast<google::protobuf::Timestamp*>(inner)) {
          time->set_seconds(rule.not_before_time() ? kLaterSeconds : kHappenedSeconds);
        } else {
          Fill(inner, everything || rule.section());
        }
        break;
      }
      default: break;
    }
  }

  std::string prefix_;
  Ids ids_;
};

void FillEnvelope(const contract::AgencyContract& agency, Ids* ids, common::v1::Envelope* envelope) {
  envelope->set_id(ids->Next());
  envelope->set_source(Cat("https://", agency.prefix, ".example/casework"));
  envelope->set_source_sequence(1);
  envelope->set_schema_version(1);
  envelope->set_unit(Cat(agency.prefix, ".01"));
  envelope->set_province("01");
  envelope->mutable_time()->set_seconds(kHappenedSeconds);
  envelope->mutable_recorded_at()->set_seconds(kRecordedSeconds);
}

}  // namespace

std::string ExampleJson(const contract::Contract& contract, const contract::EventType& type) {
  if (type.options.publisher().empty()) return "{}";
  const contract::AgencyContract& agency =
      *contract.FindAgency(static_cast<options::v1::Agency>(type.options.publisher(0)));
  std::unique_ptr<Message> event(agency.prototype->New());
  const Reflection& r = *event->GetReflection();
  Filler filler(agency.prefix);
  FillEnvelope(agency, &filler.ids(),
               static_cast<common::v1::Envelope*>(
                   r.MutableMessage(event.get(), agency.descriptor->FindFieldByName("envelope"))));
  filler.Fill(
      r.MutableMessage(event.get(), agency.descriptor->FindFieldByNumber(static_cast<int>(type.number))),
      false);
  return JsonWriter().Open('{').Key("events").Open('[').Raw(ToJson(*event)).Close(']').Close('}').text();
}

}  // namespace homeward::cli
