#include "projections/access/rule.h"

#include <algorithm>
#include <vector>

#include "eventstore/bytes/sha256.h"
#include "projections/facts/values.h"
#include "proto/contract/formats.h"

namespace homeward::projections {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using options::v1::FieldRule;
using options::v1::Sensitivity;

constexpr size_t kReferenceBytes = 8;

bool Addressed(const Fact& fact, const Viewer& viewer, const Frame& frame) {
  for (const contract::FieldTable& table : fact.event->type->fields)
    if (table.rule.addressee() && IsOwn(fact.Text(table.field->name()), viewer, frame)) return true;
  return false;
}

// A referral's facts are for its two units, the coordinator and the auditor.
bool SupervisesReferral(const Reader& reader) {
  const bool supervises = reader.viewer.role == Role::kCoordinator || reader.viewer.role == Role::kAuditor;
  return supervises && IsReferralStream(reader.fact.StreamKind());
}

}  // namespace

Reader MakeReader(const Fact& fact, const Viewer& viewer, const Frame& frame) {
  const bool own = IsOwn(fact.unit(), viewer, frame);
  return {fact, viewer, own, own || Addressed(fact, viewer, frame), nullptr};
}

bool IsOwn(const std::string& unit, const Viewer& viewer, const Frame& frame) {
  if (unit.empty()) return false;
  return contract::UnitCovers(viewer.unit(), unit) ||
         (frame.as_at_us != 0 && contract::UnitCovers(viewer.unit(), frame.governance->HolderOf(unit, frame.as_at_us)));
}

bool IsReferralStream(std::string_view stream_kind) {
  return stream_kind == "referral_out" || stream_kind == "referral_in";
}

bool IsOurs(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type()->file()->package() != "google.protobuf";
}

bool PermittedToOthers(Sensitivity sensitivity, const FieldRule& rule, bool addressed) {
  if (rule.format() == options::v1::FORMAT_ACTOR) return false;  // nothing is shown by officer
  switch (sensitivity) {
    case options::v1::SENSITIVITY_OWNER:
    case options::v1::SENSITIVITY_LOCATION:
      return false;
    case options::v1::SENSITIVITY_ADDRESSEE:
      return addressed;
    default:
      return true;
  }
}

bool Permitted(Sensitivity sensitivity, const FieldRule& rule, const Reader& reader) {
  return reader.own || PermittedToOthers(sensitivity, rule, reader.addressed || SupervisesReferral(reader));
}

bool HidesCount(const Message& message, const FieldDescriptor* field, Sensitivity sensitivity, const Reader& reader) {
  return sensitivity == options::v1::SENSITIVITY_SMALL_COUNT && !reader.own &&
         ValueNumber(message, field->name()) < kSmallCount;
}

Sensitivity SensitivityOf(const FieldRule& rule, Sensitivity inherited) {
  return rule.sensitivity() == options::v1::SENSITIVITY_UNSPECIFIED ? inherited : rule.sensitivity();
}

bool NamesPlace(const Message& payload) {
  std::vector<const FieldDescriptor*> set;
  const auto* r = payload.GetReflection();
  r->ListFields(payload, &set);
  return std::any_of(set.begin(), set.end(), [&](const FieldDescriptor* field) {
    const FieldRule& rule = field->options().GetExtension(options::v1::rule);
    if (rule.sensitivity() == options::v1::SENSITIVITY_LOCATION) return true;
    return rule.section() && !field->is_repeated() && NamesPlace(r->GetMessage(payload, field));
  });
}

bool ShowsWeekOnly(const contract::Event& event, bool own) { return !own && NamesPlace(*event.payload); }

std::string EventReference(std::string_view event_id) {
  const eventstore::Hash hash = eventstore::Sha256().Frame("homeward event reference").Frame(event_id).Finish();
  return eventstore::ToHex(eventstore::AsBytes(hash).substr(0, kReferenceBytes));
}

std::string ShownId(const contract::Event& event, bool own) {
  return ShowsWeekOnly(event, own) ? EventReference(event.envelope->id()) : event.envelope->id();
}

}  // namespace homeward::projections
