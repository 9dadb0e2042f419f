// The server's configuration: what is understood comes back the same; what is not is refused with a place.
#include <string>

#include "google/protobuf/text_format.h"
#include "services/server/config.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/silence.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  fuzz::SilenceProtobuf();
  const auto config = services::ParseConfig(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!config.ok()) {
    fuzz::Check(!config.status().message().empty(), "a refusal that does not say why");
    return 0;
  }
  std::string text;
  fuzz::Check(google::protobuf::TextFormat::PrintToString(*config, &text), "a configuration that cannot be written");
  const auto again = services::ParseConfig(text);
  fuzz::Check(again.ok() && again->SerializeAsString() == config->SerializeAsString(), "two configurations");
  const services::Config whole = services::WithDefaults(*config);
  fuzz::Check(services::WithDefaults(whole).SerializeAsString() == whole.SerializeAsString(), "defaults twice");
  const absl::Status checked = services::CheckConfig(whole);
  fuzz::Check(checked.ok() || !checked.message().empty(), "a refusal that does not say why");
  return 0;
}
