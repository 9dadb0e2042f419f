#include "tests/projections/support/facts.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "google/protobuf/text_format.h"
#include "projections/facts/dates.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using contract::Cat;

std::string Replaced(std::string text) {
  for (size_t at = text.find("$P"); at != std::string::npos; at = text.find("$P"))
    text.replace(at, 2, Cat("'", kPerson, "'"));
  return text;
}

std::string StampText(Micros time_us) {
  const auto t = ToTimestamp(time_us);
  return Cat("{seconds: ", t.seconds(), " nanos: ", t.nanos(), "}");
}

// A unit without one is the country's; it sits in the capital.
std::string ProvinceOf(const std::string& unit) {
  const std::string province(contract::UnitProvince(unit));
  return province.empty() ? "01" : province;
}

}  // namespace

std::string IdOfEvent(int number) {
  char text[37];
  std::snprintf(text, sizeof text, "01955000-0000-7000-8000-%012d", number);
  return text;
}

std::unique_ptr<google::protobuf::Message> MakeMessage(const Said& said, int number) {
  const auto* agency = contract::Contract::Get().FindAgencyByUnit(said.unit);
  std::unique_ptr<google::protobuf::Message> message(agency->prototype->New());
  const Micros time = kDay0 + static_cast<Micros>(said.day * kDay);
  const Micros recorded =
      said.recorded_day < 0 ? time + 1'200'000'000 : kDay0 + static_cast<Micros>(said.recorded_day * kDay);
  const std::string envelope =
      Cat("envelope {id: '", IdOfEvent(said.id != 0 ? said.id : number), "' source: 'https://", agency->prefix,
          ".example/s' unit: '", said.unit, "' province: '", ProvinceOf(said.unit), "' time ", StampText(time),
          " recorded_at ", StampText(recorded),
          said.corrects != 0 ? Cat(" corrects: '", IdOfEvent(said.corrects), "'") : "", "} ");
  const std::string text = envelope + Replaced(said.text);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message.get())) << text;
  return message;
}

Facts Say(const std::vector<Said>& said) {
  Facts facts;
  std::map<std::string, uint64_t> revisions;
  std::map<std::string, std::string> stream_of;
  for (size_t i = 0; i < said.size(); ++i) {
    auto event = std::make_shared<contract::Event>(contract::WrapEvent(MakeMessage(said[i], static_cast<int>(i) + 1)));
    std::string stream = event->stream();
    if (stream.starts_with("@target/")) stream = stream_of[stream.substr(8)];
    stream_of[event->envelope->id()] = stream;
    const auto agency = contract::Contract::Get().FindAgencyByUnit(said[i].unit)->agency;
    const uint64_t revision = ++revisions[stream];
    facts.push_back(MakeFact(std::move(event), agency, std::move(stream), revision));
    facts.back().position = Position(i + 1);
  }
  Sort(&facts);
  return facts;
}

Frame At(double day, const Governance* governance) {
  static const Governance none;
  return {kDay0 + static_cast<Micros>(day * kDay), governance == nullptr ? &none : governance};
}

std::shared_ptr<const Governance> Rules(const std::vector<std::pair<std::string, std::string>>& rules,
                                        const std::vector<std::string>& other_events) {
  std::vector<Said> said;
  for (const auto& [code, period] : rules) {
    const size_t space = period.find(' ');
    said.push_back({"gov.01", 0,
                    Cat("legal_rule_published {rule_code: '", code, "' amount: ", period.substr(0, space),
                        " unit: ", period.substr(space + 1), " effective_from: '2011-01-01'}")});
  }
  for (const std::string& text : other_events) said.push_back({"gov.01", 0, text});
  return Governance::Build(Say(said));
}

}  // namespace homeward::projections
