#include "services/reading/recordable.h"

#include <algorithm>

#include "proto/contract/contract.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::services {
namespace {

using options::v1::Format;

struct Kind {
  std::string_view name;
  Format format;
};
constexpr Kind kKinds[] = {
    {"person", options::v1::FORMAT_PERSON_ID}, {"service", options::v1::FORMAT_SERVICE_ID},
    {"unit", options::v1::FORMAT_UNIT},        {"referral", options::v1::FORMAT_UUID},
    {"handover", options::v1::FORMAT_UUID},    {"verification", options::v1::FORMAT_UUID},
    {"tip", options::v1::FORMAT_UUID},         {"case", options::v1::FORMAT_UUID},
    {"screening", options::v1::FORMAT_UUID},   {"event", options::v1::FORMAT_UUID},
};
constexpr std::string_view kWords[] = {"log", "views", "access_log"};

// The shapes that a stream's key can have without saying anything in words.
bool IsKey(std::string_view key) {
  for (const Format format :
       {options::v1::FORMAT_UUID, options::v1::FORMAT_PERSON_ID, options::v1::FORMAT_SERVICE_ID}) {
    if (contract::Matches(format, key)) return true;
  }
  return contract::IsUnit(key) && contract::Contract::Get().FindAgencyByUnit(key) != nullptr;
}

// "kind/unit/key", of a kind that the contract has.
bool IsStream(std::string_view name) {
  const size_t first = name.find('/');
  const size_t second = first == std::string_view::npos ? first : name.find('/', first + 1);
  if (second == std::string_view::npos) return false;
  const auto& types = contract::Contract::Get().events();
  const std::string_view kind = name.substr(0, first);
  return std::any_of(types.begin(), types.end(), [&](const auto& type) { return type->options.stream() == kind; }) &&
         contract::IsUnit(name.substr(first + 1, second - first - 1)) && IsKey(name.substr(second + 1));
}

}  // namespace

std::string Recordable(std::string_view subject) {
  if (std::find(std::begin(kWords), std::end(kWords), subject) != std::end(kWords)) return std::string(subject);
  const size_t colon = subject.find(':');
  if (colon == std::string_view::npos) return "?";
  const std::string_view name = subject.substr(0, colon), id = subject.substr(colon + 1);
  if (name == "stream") return IsStream(id) ? std::string(subject) : "stream:?";
  const auto* kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& k) { return k.name == name; });
  if (kind == std::end(kKinds)) return "?";
  return contract::Matches(kind->format, id) ? std::string(subject) : contract::Cat(name, ":?");
}

}  // namespace homeward::services
