#include "projections/facts/fact.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "eventstore/bytes/bytes.h"
#include "projections/facts/values.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

std::string TargetField(const Fact& fact) {
  return fact.IsRetraction() || fact.IsDispute() ? contract::FieldText(*fact.event->payload, "event_id") : "";
}

}  // namespace

const std::vector<std::string>& Fact::Subjects() const {
  std::call_once(about->once, [this] {
    about->subjects = event->subjects();
    if (const std::string target = Target(); !target.empty())
      std::erase(about->subjects, contract::Cat("event:", target));
  });
  return about->subjects;
}

bool Fact::IsAbout(std::string_view subject) const {
  for (const std::string& s : Subjects())
    if (s == subject) return true;
  return false;
}

std::string Fact::Target() const { return corrects().empty() ? TargetField(*this) : corrects(); }

std::string Fact::Text(std::string_view field) const { return ValueText(*event->payload, field); }
std::vector<std::string> Fact::Texts(std::string_view field) const { return ValueTexts(*event->payload, field); }
std::string Fact::Code(std::string_view field) const { return ValueCode(*event->payload, field); }
std::vector<std::string> Fact::Codes(std::string_view field) const { return ValueCodes(*event->payload, field); }
int64_t Fact::Number(std::string_view field) const { return ValueNumber(*event->payload, field); }
bool Fact::Flag(std::string_view field) const { return Text(field) == "true"; }
Micros Fact::Time(std::string_view field) const { return ValueTime(*event->payload, field); }

Fact MakeFact(const eventstore::LogEventPtr& event) {
  Fact fact = MakeFact(std::shared_ptr<const contract::Event>(event, &event->event()), event->agency(),
                       std::string(event->stream()), event->revision().value);
  fact.position = event->position;
  fact.appended_us = event->appended_us;
  return fact;
}

Fact MakeFact(std::shared_ptr<const contract::Event> event, contract::Agency agency, std::string stream,
              uint64_t revision) {
  Fact fact;
  fact.event = std::move(event);
  fact.agency = agency;
  fact.revision = revision;
  fact.key = fact.event->key();
  fact.precedence = Precedence(fact.name());
  fact.time_us = fact.event->time_us();
  fact.recorded_us = fact.event->recorded_us();
  auto about = std::make_shared<Fact::About>();
  about->stream = std::move(stream);
  fact.stream = about->stream;
  fact.about = std::move(about);
  return fact;
}

bool Before(const Fact& a, const Fact& b) {
  return std::tie(a.time_us, a.precedence, a.agency, a.stream, a.revision, a.id()) <
         std::tie(b.time_us, b.precedence, b.agency, b.stream, b.revision, b.id());
}

void Sort(Facts* facts) {
  if (!std::is_sorted(facts->begin(), facts->end(), Before)) std::sort(facts->begin(), facts->end(), Before);
  facts->erase(std::unique(facts->begin(), facts->end(), [](const Fact& a, const Fact& b) { return a.id() == b.id(); }),
               facts->end());
}

uint8_t Precedence(std::string_view short_name) {
  static const auto* table = new absl::flat_hash_map<std::string_view, uint8_t>{
      {"VictimReported", 10},         {"VictimRescued", 11},         {"VictimReceived", 12},
      {"PersonDescribed", 15},        {"ConsentRecorded", 20},       {"ConsentWithdrawn", 21},
      {"RelativeSafetyAssessed", 25}, {"VerificationRequested", 30}, {"InitialVerificationCompleted", 31},
      {"VerificationExtended", 35},   {"VerificationCompleted", 40}, {"VictimStatusConfirmed", 41},
      {"VictimStatusRevoked", 42},    {"TipReceived", 50},           {"TipResolved", 55},
      {"CaseInstituted", 56},         {"HandoverGiven", 60},         {"HandoverTaken", 61},
      {"SupportClosed", 200},         {"LeftByOwnWish", 210},        {"PersonDeceased", 220}};
  auto it = table->find(short_name);
  return it == table->end() ? 100 : it->second;
}

std::string OrderKey(const Fact& fact) {
  std::string key;
  // Times before 1970 still sort: the sign bit is turned.
  eventstore::AppendBe64(static_cast<uint64_t>(fact.time_us) ^ (uint64_t{1} << 63), &key);
  key.push_back(static_cast<char>(fact.precedence));
  key.push_back(static_cast<char>(fact.agency));
  key.append(fact.stream).push_back('\0');
  eventstore::AppendBe64(fact.revision, &key);
  key.append(fact.id());
  return key;
}

}  // namespace homeward::projections
