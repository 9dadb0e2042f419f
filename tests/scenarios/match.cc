#include "tests/scenarios/match.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/timestamp.pb.h"
#include "projections/access/rule.h"
#include "tests/scenarios/set_field.h"

namespace homeward::scenario {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr char kNone[] = "none";

std::string MessageText(const Message& message) {
  if (const auto* coded = dynamic_cast<const pb::Coded*>(&message)) return coded->code();
  if (const auto* verdict = dynamic_cast<const pb::Verdict*>(&message)) return verdict->text();
  if (const auto* when = dynamic_cast<const pb::When*>(&message)) return when->date();
  return message.ShortDebugString();
}

// One value of a field as text: `index` of a repeated one, -1 of a singular one.
std::string ValueText(const Message& message, const FieldDescriptor* field, int index) {
  const auto* r = message.GetReflection();
  const bool many = index >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? r->GetRepeatedString(message, field, index) : r->GetString(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return ShortEnumName(many ? r->GetRepeatedEnum(message, field, index) : r->GetEnum(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (many ? r->GetRepeatedBool(message, field, index) : r->GetBool(message, field)) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(many ? r->GetRepeatedInt32(message, field, index) : r->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(many ? r->GetRepeatedInt64(message, field, index) : r->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(many ? r->GetRepeatedUInt32(message, field, index) : r->GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(many ? r->GetRepeatedUInt64(message, field, index) : r->GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(many ? r->GetRepeatedMessage(message, field, index) : r->GetMessage(message, field));
    default:
      return "?";
  }
}

std::string FormatMoment(int64_t us) {
  const int64_t local = us + kVietNamOffsetUs;
  const int64_t minute = (local % kDayUs) / kMinuteUs;
  return absl::StrCat(FormatDate(local / kDayUs), ".", absl::Dec(minute / 60, absl::kZeroPad2), ":",
                      absl::Dec(minute % 60, absl::kZeroPad2));
}

void MatchMoment(const std::string& key, const std::string& expected, const Timestamp& got, const Place& place,
                 Differences* differences) {
  const int64_t us = got.seconds() * 1'000'000 + got.nanos() / 1000;
  auto when = ParseWhen(expected);
  if (!when.ok()) {
    differences->push_back(absl::StrCat(key, ": ", when.status().message()));
    return;
  }
  const bool same = when->minute ? place.calendar.Micros(*when, 0) / kMinuteUs == us / kMinuteUs
                                 : place.calendar.Day(*when) == (us + kVietNamOffsetUs) / kDayUs;
  if (!same) differences->push_back(Difference(key, expected, FormatMoment(us)));
}

void MatchSet(const Message& message, const FieldDescriptor* field, const std::string& expected, const Place& place,
              Differences* differences) {
  std::vector<std::string> got;
  const int size = message.GetReflection()->FieldSize(message, field);
  for (int i = 0; i < size; ++i) got.push_back(ValueText(message, field, i));
  std::vector<std::string> wanted = absl::StrSplit(expected, ',', absl::SkipEmpty());
  if (expected == kNone) wanted.clear();
  bool same = wanted.size() == got.size();
  for (const std::string& one : wanted) {
    same &= std::any_of(got.begin(), got.end(), [&](const auto& g) { return SameId(one, g, *place.symbols); });
  }
  if (!same) differences->push_back(Difference(field->name(), expected, absl::StrJoin(got, ",")));
}

}  // namespace

std::string Difference(const std::string& key, const std::string& expected, const std::string& got) {
  return absl::StrCat(key, ": expected ", expected, ", got ", got.empty() ? "nothing" : got);
}

std::vector<std::string> Readings(const std::string& text, const Symbols& symbols) {
  std::vector<std::string> readings = {text, symbols.Unit(text), symbols.Uuid(text), symbols.PersonId(text),
                                       symbols.ServiceId(text)};
  if (const std::string* id = symbols.EventId(text)) {
    readings.push_back(*id);
    readings.push_back(projections::EventReference(*id));  // where only the week is told
  }
  return readings;
}

bool SameId(const std::string& expected, const std::string& got, const Symbols& symbols) {
  const std::vector<std::string> readings = Readings(expected, symbols);
  return std::find(readings.begin(), readings.end(), got) != readings.end();
}

void MatchField(const Message& message, const std::string& path, const std::string& expected, const Place& place,
                Differences* differences) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  if (field == nullptr) {
    differences->push_back(absl::StrCat("'", path, "' is no key of this expectation"));
    return;
  }
  if (dot != std::string::npos && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated()) {
    return MatchField(message.GetReflection()->GetMessage(message, field), path.substr(dot + 1), expected, place,
                      differences);
  }
  if (field->is_repeated()) return MatchSet(message, field, expected, place, differences);
  const bool set = !field->has_presence() || message.GetReflection()->HasField(message, field);
  if (set && field->message_type() == Timestamp::descriptor() && expected != kNone) {
    const auto& got = static_cast<const Timestamp&>(message.GetReflection()->GetMessage(message, field));
    return MatchMoment(path, expected, got, place, differences);
  }
  const std::string got = set ? ValueText(message, field, -1) : "";
  const bool same = expected == kNone ? got.empty() || got == kNone : SameId(expected, got, *place.symbols);
  if (!same) {
    differences->push_back(Difference(path, expected, got));
  }
}

void MatchContains(const std::string& key, const std::string& expected, const std::vector<std::string>& got,
                   const Symbols& symbols, Differences* differences) {
  for (absl::string_view piece : absl::StrSplit(expected, ',', absl::SkipEmpty())) {
    const bool absent = piece[0] == '-';
    const std::string one(absent ? piece.substr(1) : piece);
    const bool there = std::any_of(got.begin(), got.end(), [&](const auto& g) { return SameId(one, g, symbols); });
    if (there == absent) {
      differences->push_back(Difference(key, std::string(piece), absl::StrCat("[", absl::StrJoin(got, ", "), "]")));
    }
  }
}

std::vector<std::string> VerdictTexts(const google::protobuf::RepeatedPtrField<pb::Verdict>& verdicts) {
  std::vector<std::string> texts;
  for (const pb::Verdict& verdict : verdicts) {
    if (verdict.result() != pb::VERDICT_RESULT_OK) texts.push_back(verdict.text());
  }
  if (texts.empty()) texts.push_back("ok");
  return texts;
}

void MatchVerdict(const std::string& key, const std::string& expected,
                  const google::protobuf::RepeatedPtrField<pb::Verdict>& verdicts, Differences* differences) {
  const std::vector<std::string> got = VerdictTexts(verdicts);
  if (std::find(got.begin(), got.end(), expected) == got.end()) {
    differences->push_back(Difference(key, expected, absl::StrJoin(got, " ")));
  }
}

}  // namespace homeward::scenario
