// Writes JSON by hand where no message of the contract has the shape: small, ordered, always valid.
//
//   JsonWriter json;
//   json.Open('{').Key("position").Number(7).Key("id").Text(id).Close('}');
//
// Not thread-safe.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_JSON_H_
#define HOMEWARD_SERVICES_CLI_RENDER_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"

namespace homeward::cli {

class JsonWriter {
 public:
  JsonWriter& Open(char bracket);   // '{' or '['
  JsonWriter& Close(char bracket);  // '}' or ']'
  JsonWriter& Key(std::string_view key);
  JsonWriter& Text(std::string_view text);
  JsonWriter& Number(uint64_t number);
  JsonWriter& Bool(bool value);
  JsonWriter& Raw(std::string_view json);  // already JSON

  const std::string& text() const { return text_; }

 private:
  void Separate();
  std::string text_;
};

// proto3 JSON of a message: one line, or indented. Fields without presence are left out.
std::string ToJson(const google::protobuf::Message& message, bool pretty = false);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_JSON_H_
