#include "services/cli/catalogue.h"

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "proto/contract/event.h"
#include "proto/contract/validate.h"
#include "services/cli/client/agency_api.h"

namespace homeward::cli {
namespace {

int64_t NowUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// What a newcomer copies from `homeward events NAME` must pass the contract as it is.
TEST(Catalogue, EveryExampleKeepsTheContract) {
  const contract::Contract& contract = contract::Contract::Get();
  for (const auto& type : contract.events()) {
    const auto agency = static_cast<contract::Agency>(type->options.publisher(0));
    const auto api = FindAgencyApi(contract.FindAgency(agency)->role);
    ASSERT_TRUE(api.ok());
    std::unique_ptr<google::protobuf::Message> request(api->publish_request->New());
    const std::string json = ExampleJson(contract, *type);
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, request.get()).ok()) << json;
    const auto* events = request->GetDescriptor()->FindFieldByName("events");
    ASSERT_EQ(request->GetReflection()->FieldSize(*request, events), 1) << type->short_name;
    const auto& message = request->GetReflection()->GetRepeatedMessage(*request, events, 0);
    const auto event = contract::ParseEvent(agency, message.SerializeAsString());
    ASSERT_TRUE(event.ok());
    contract::Violations violations;
    contract::Validate(*event, 0, NowUs(), &violations);
    for (const contract::Violation& violation : violations) {
      ADD_FAILURE() << type->short_name << ": " << violation.reason << " " << violation.message << "\n"
                    << json;
    }
  }
}

TEST(Catalogue, EveryEventSaysWhoPublishesItAndWhere) {
  for (const CatalogueEvent& event : Catalogue(contract::Contract::Get())) {
    EXPECT_FALSE(event.publishers.empty()) << event.name;
    EXPECT_FALSE(event.stream.empty()) << event.name;
    EXPECT_FALSE(event.json_name.empty()) << event.name;
    EXPECT_FALSE(event.label.en().empty() || event.label.vi().empty()) << event.name;
  }
}

TEST(Catalogue, IsThePageInDocs) {
  std::ifstream file(HOMEWARD_SOURCE_DIR "/docs/events.md");
  std::ostringstream page;
  page << file.rdbuf();
  // Compared as a whole but not printed: the page is long.
  EXPECT_TRUE(page.str() == CatalogueMarkdown(contract::Contract::Get()))
      << "docs/events.md is not what the contract says; run: homeward events --markdown > docs/events.md";
}

}  // namespace
}  // namespace homeward::cli
