#include "projections/query/leaves.h"

#include <set>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/time_util.h"
#include "homeward/coordination/v1/views.pb.h"
#include "projections/facts/values.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::Coded;
using coordination::v1::FieldDifference;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Messages that are one value.
bool Simple(const google::protobuf::Descriptor& type) {
  return type.full_name() == "google.protobuf.Timestamp" || type.full_name() == Coded::descriptor()->full_name() ||
         type.full_name() == coordination::v1::When::descriptor()->full_name();
}
bool IsLabel(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->full_name() == options::v1::Label::descriptor()->full_name();
}
bool Names(const FieldDescriptor& field) { return field.options().GetExtension(coordination::v1::names); }

constexpr int kLabelReach = 3;  // a value's labels are the one or two fields after it

Leaf SimpleLeaf(const Message& value) {
  Leaf leaf;
  if (const auto* coded = dynamic_cast<const Coded*>(&value)) {
    leaf.value = coded->code();
    leaf.label = coded->label();
    leaf.coded = true;
  } else if (const auto* when = dynamic_cast<const coordination::v1::When*>(&value)) {
    leaf.value = when->has_time() ? google::protobuf::util::TimeUtil::ToString(when->time()) : when->week();
  } else {
    leaf.value = google::protobuf::util::TimeUtil::ToString(static_cast<const google::protobuf::Timestamp&>(value));
  }
  return leaf;
}

Leaf ScalarLeaf(const Message& message, const FieldDescriptor& field, int index) {
  const auto* r = message.GetReflection();
  const bool many = field.is_repeated();
  Leaf leaf;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = many ? r->GetRepeatedEnum(message, &field, index) : r->GetEnum(message, &field);
      const Coded coded = EnumCoded(*value);
      leaf.value = coded.code();
      leaf.label = coded.label();
      break;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      leaf.value = (many ? r->GetRepeatedBool(message, &field, index) : r->GetBool(message, &field)) ? "true" : "";
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      leaf.value = many ? r->GetRepeatedString(message, &field, index) : r->GetString(message, &field);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      leaf.value = contract::Cat(many ? r->GetRepeatedInt32(message, &field, index) : r->GetInt32(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      leaf.value = contract::Cat(many ? r->GetRepeatedUInt32(message, &field, index) : r->GetUInt32(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      leaf.value = contract::Cat(many ? r->GetRepeatedInt64(message, &field, index) : r->GetInt64(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      leaf.value = contract::Cat(many ? r->GetRepeatedUInt64(message, &field, index) : r->GetUInt64(message, &field));
      break;
    default:
      break;
  }
  return leaf;
}

// Of a singular field; no value where unset.
Leaf ValueOf(const Message& message, const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return ScalarLeaf(message, field, 0);
  if (!message.GetReflection()->HasField(message, &field)) return Leaf();
  return SimpleLeaf(message.GetReflection()->GetMessage(message, &field));
}

// "identification" of a track; empty where its message marks no names.
std::string NameOf(const Message& element) {
  std::string name;
  const auto* type = element.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor& field = *type->field(i);
    if (!Names(field)) continue;
    const std::string value = ValueOf(element, field).value;
    if (!value.empty()) name += (name.empty() ? "" : ",") + value;
  }
  return name;
}

class Taking {
 public:
  explicit Taking(std::vector<Leaf>* all) : all_(all) {}

  void Message(const google::protobuf::Message& message, const std::string& prefix) {
    std::vector<const FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    int last = -kLabelReach;  // number of the last field that is one value
    for (const FieldDescriptor* field : set) {
      if (IsLabel(*field)) {  // the words for the value before it
        if (field->number() - last < kLabelReach)
          all_->back().label =
              static_cast<const options::v1::Label&>(message.GetReflection()->GetMessage(message, field));
        continue;
      }
      const std::string path = prefix.empty() ? field->name() : contract::Cat(prefix, ".", field->name());
      const size_t before = all_->size();
      field->is_repeated() ? Many(message, *field, path) : One(message, *field, path);
      if (all_->size() == before + 1 && all_->back().path == path) last = field->number();
    }
  }

 private:
  void One(const google::protobuf::Message& message, const FieldDescriptor& field, const std::string& path) {
    const bool nested = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !Simple(*field.message_type());
    if (nested) return Message(message.GetReflection()->GetMessage(message, &field), path);
    Leaf leaf = ValueOf(message, field);
    leaf.names = Names(field);
    Add(path, std::move(leaf));
  }

  void Many(const google::protobuf::Message& message, const FieldDescriptor& field, const std::string& path) {
    const auto* r = message.GetReflection();
    const int count = r->FieldSize(message, &field);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {  // one value: what the list holds
      Leaf list;
      for (int i = 0; i < count; ++i) list.value += (i == 0 ? "" : ", ") + ScalarLeaf(message, field, i).value;
      return Add(path, std::move(list));
    }
    std::map<std::string, int> met;
    for (int i = 0; i < count; ++i) {
      const google::protobuf::Message& element = r->GetRepeatedMessage(message, &field, i);
      std::string name = NameOf(element);
      if (name.empty()) name = contract::Cat("#", i + 1);
      if (const int again = ++met[name]; again > 1) name += contract::Cat("#", again);
      const std::string place = contract::Cat(path, "[", name, "]");
      elements_.push_back(place);
      Simple(*field.message_type()) ? Add(place, SimpleLeaf(element)) : Message(element, place);
      elements_.pop_back();
    }
  }

  void Add(const std::string& path, Leaf leaf) {
    if (leaf.value.empty()) return;
    leaf.path = path;
    leaf.elements = elements_;
    all_->push_back(std::move(leaf));
  }

  std::vector<Leaf>* all_;
  std::vector<std::string> elements_;
};

// The outermost element of the leaf that the other side lacks; empty if there is none.
std::string Lacking(const Leaf& leaf, const std::set<std::string, std::less<>>& others) {
  for (const std::string& element : leaf.elements)
    if (!others.contains(element)) return element;
  return "";
}

std::set<std::string, std::less<>> ElementsOf(const Leaves& leaves) {
  std::set<std::string, std::less<>> elements;
  for (const Leaf& leaf : leaves.all()) elements.insert(leaf.elements.begin(), leaf.elements.end());
  return elements;
}

void Tell(const Leaf* before, const Leaf* after, std::string path, std::vector<FieldDifference>* all) {
  FieldDifference& difference = all->emplace_back();
  difference.set_path(std::move(path));
  if (before != nullptr) {
    difference.set_before(before->value);
    if (!before->label.en().empty()) *difference.mutable_before_label() = before->label;
  }
  if (after != nullptr) {
    difference.set_after(after->value);
    if (!after->label.en().empty()) *difference.mutable_after_label() = after->label;
  }
}

}  // namespace

Leaves::Leaves(const Message& row) {
  Taking(&all_).Message(row, "");
  for (size_t i = 0; i < all_.size(); ++i) places_.emplace(all_[i].path, i);
}

const Leaf* Leaves::Find(std::string_view path) const {
  const auto place = places_.find(path);
  return place == places_.end() ? nullptr : &all_[place->second];
}

const Leaf* Leaves::TellsOf(std::string_view element) const {
  const Leaf *first = nullptr, *worded = nullptr, *other = nullptr;
  for (const Leaf& leaf : all_) {
    if (leaf.elements.empty() || leaf.elements.back() != element) continue;
    if (leaf.coded && !leaf.names) return &leaf;
    if (first == nullptr) first = &leaf;
    if (worded == nullptr && !leaf.label.en().empty()) worded = &leaf;
    if (other == nullptr && !leaf.names) other = &leaf;
  }
  return worded != nullptr ? worded : other != nullptr ? other : first;
}

std::vector<FieldDifference> Differ(const Leaves& before, const Leaves& after) {
  std::vector<FieldDifference> all;
  const auto had = ElementsOf(before), has = ElementsOf(after);
  std::set<std::string> told;
  for (const Leaf& leaf : before.all()) {
    if (std::string gone = Lacking(leaf, has); !gone.empty()) {
      if (told.insert(gone).second) Tell(before.TellsOf(gone), nullptr, gone, &all);
      continue;
    }
    const Leaf* now = after.Find(leaf.path);
    if (now == nullptr || now->value != leaf.value) Tell(&leaf, now, leaf.path, &all);
  }
  for (const Leaf& leaf : after.all()) {
    if (std::string come = Lacking(leaf, had); !come.empty()) {
      if (told.insert(come).second) Tell(nullptr, after.TellsOf(come), come, &all);
      continue;
    }
    if (before.Find(leaf.path) == nullptr) Tell(nullptr, &leaf, leaf.path, &all);
  }
  return all;
}

bool IsBelow(std::string_view path, std::string_view asked) {
  return path.starts_with(asked) &&
         (path.size() == asked.size() || path[asked.size()] == '.' || path[asked.size()] == '[');
}

}  // namespace homeward::projections
