#include "projections/access/wire_mask.h"

#include <algorithm>
#include <map>

#include "projections/access/rule.h"
#include "proto/contract/text.h"
#include "proto/contract/wire.h"

namespace homeward::projections {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using options::v1::FieldRule;
using options::v1::Sensitivity;

bool IsSet(const contract::WireField& field) {
  return field.wire_type == contract::kLengthDelimited ? !field.body.empty() : field.varint != 0;
}

}  // namespace

struct WireMask::Field {
  enum class Fate { kKeep, kDrop, kDropIfSmall, kDescend };
  uint32_t number = 0;
  Fate fate = Fate::kKeep;
  std::string path;
  bool message = false;  // even an empty one is set
  bool place = false;    // where it is set, the event names a place
  std::shared_ptr<WireMask> inner;
};

WireMask::~WireMask() = default;

WireMask::WireMask(const Descriptor* descriptor, const std::string& path, Sensitivity inherited, bool supervised,
                   bool in_section) {
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    const FieldRule& rule = field->options().GetExtension(options::v1::rule);
    const Sensitivity sensitivity = SensitivityOf(rule, inherited);
    Field& entry = fields_.emplace_back();
    entry.number = static_cast<uint32_t>(field->number());
    entry.path = path.empty() ? field->name() : contract::Cat(path, ".", field->name());
    entry.message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    entry.place = in_section && rule.sensitivity() == options::v1::SENSITIVITY_LOCATION;
    const bool permitted = rule.section() || PermittedToOthers(sensitivity, rule, supervised);
    if (!permitted) {
      entry.fate = Field::Fate::kDrop;
    } else if (IsOurs(field)) {
      entry.fate = Field::Fate::kDescend;
      entry.inner.reset(new WireMask(field->message_type(), entry.path, sensitivity, supervised,
                                     in_section && rule.section() && !field->is_repeated()));
    } else if (sensitivity == options::v1::SENSITIVITY_SMALL_COUNT) {
      entry.fate = Field::Fate::kDropIfSmall;
    }
  }
  std::sort(fields_.begin(), fields_.end(), [](const Field& a, const Field& b) { return a.number < b.number; });
}

const WireMask& WireMask::Of(const contract::EventType& type, std::string_view stream_kind) {
  using Masks = std::map<const contract::EventType*, std::unique_ptr<WireMask>>;
  static const auto make = [](bool supervised) {
    auto* masks = new Masks;
    for (const auto& each : contract::Contract::Get().events())
      (*masks)[each.get()].reset(new WireMask(each->descriptor, "", each->options.sensitivity(), supervised, true));
    return masks;
  };
  static const Masks* const plain = make(false);
  static const Masks* const supervised = make(true);
  return *(IsReferralStream(stream_kind) ? supervised : plain)->at(&type);
}

const WireMask::Field* WireMask::Find(uint32_t number) const {
  auto it = std::lower_bound(fields_.begin(), fields_.end(), number,
                             [](const Field& field, uint32_t n) { return field.number < n; });
  return it == fields_.end() || it->number != number ? nullptr : &*it;
}

bool WireMask::Apply(std::string_view payload, WireMasked* out) const { return ApplyAt(payload, &out->bytes, out); }

bool WireMask::ApplyAt(std::string_view payload, std::string* bytes, WireMasked* out) const {
  const auto mask = [out](const Field& field) {
    if (std::find(out->masked.begin(), out->masked.end(), field.path) == out->masked.end())
      out->masked.push_back(field.path);
  };
  contract::WireWalk walk(payload);
  for (contract::WireField on_wire; walk.Next(&on_wire);) {
    const Field* field = Find(on_wire.number);
    if (field == nullptr) continue;  // nothing passes that the contract does not know
    const bool set = field->message || IsSet(on_wire);
    if (field->place && set) out->names_place = true;
    switch (field->fate) {
      case Field::Fate::kKeep:
        bytes->append(on_wire.whole);
        break;
      case Field::Fate::kDrop:
        if (set) mask(*field);
        break;
      case Field::Fate::kDropIfSmall:
        if (static_cast<int64_t>(on_wire.varint) >= kSmallCount) {
          bytes->append(on_wire.whole);
        } else if (set) {
          mask(*field);
        }
        break;
      case Field::Fate::kDescend: {
        std::string inner;
        if (!field->inner->ApplyAt(on_wire.body, &inner, out)) return false;
        contract::AppendLengthDelimited(on_wire.number, inner, bytes);
        break;
      }
    }
  }
  return walk.ok();
}

}  // namespace homeward::projections
