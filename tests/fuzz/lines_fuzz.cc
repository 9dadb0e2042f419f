// The JSON lines of `homeward publish`: one batch or one complaint for each line that holds something.
#include <sstream>
#include <string>

#include "google/protobuf/util/json_util.h"
#include "homeward/police/v1/police_service.pb.h"
#include "services/cli/publish/batch_reader.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/naive_text.h"
#include "tests/fuzz/silence.h"

namespace homeward::fuzz {
namespace {

size_t LinesThatHoldSomething(const std::string& text) {
  size_t count = 0;
  for (const std::string& line : Lines(text)) {
    const size_t begin = line.find_first_not_of(" \t\r");
    count += begin != std::string::npos && line[begin] != '#';
  }
  return count;
}

void CheckBatch(const cli::Batch& batch) {
  police::v1::PublishRequest request;
  Check(request.ParseFromString(batch.bytes), "a batch that does not parse");
  Check(request.tag() == batch.line && request.events_size() == batch.events, "another batch");
  uint64_t counted = 0;
  for (const cli::SourceMark& mark : batch.sources) counted += mark.sequence != 0;
  Check(counted <= static_cast<uint64_t>(request.events_size()), "more sources than events");
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(request, &json).ok()) return;  // times before the year 1
  police::v1::PublishRequest again;
  Check(google::protobuf::util::JsonStringToMessage(json, &again).ok(), "a batch that cannot be read again");
  Check(again.SerializeAsString() == request.SerializeAsString(), "two batches");
}

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  fuzz::SilenceProtobuf();
  static const cli::AgencyApi api = *cli::FindAgencyApi("police");
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::istringstream in(text);
  cli::BatchReader reader(in, api, /*validate_only=*/false);
  size_t given = 0;
  while (const auto next = reader.Next()) {
    ++given;
    if (const auto* batch = std::get_if<cli::Batch>(&*next)) {
      fuzz::CheckBatch(*batch);
    } else {
      const auto& problem = std::get<cli::Problem>(*next);
      fuzz::Check(
          !problem.reason.empty() && !problem.message.empty() && !problem.where.empty() && !problem.next_step.empty(),
          "a complaint that does not say why");
    }
  }
  fuzz::Check(given == fuzz::LinesThatHoldSomething(text), "a line was passed over, or made of nothing");
  return 0;
}
