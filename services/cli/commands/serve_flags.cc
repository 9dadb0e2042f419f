#include "services/cli/commands/serve_flags.h"

#include <cstdint>

#include "google/protobuf/message.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The field "tls.key" of the config and the message that holds it.
struct Place {
  Message* message;
  const FieldDescriptor* field;
};

Place Find(services::Config* config, const std::string& path) {
  const size_t dot = path.find('.');
  if (dot == std::string::npos) return {config, config->GetDescriptor()->FindFieldByName(path)};
  const FieldDescriptor* outer = config->GetDescriptor()->FindFieldByName(path.substr(0, dot));
  Message* inner = config->GetReflection()->MutableMessage(config, outer);
  return {inner, inner->GetDescriptor()->FindFieldByName(path.substr(dot + 1))};
}

constexpr char kFiles[] = "Files";
constexpr char kNetwork[] = "Network";
constexpr char kUnsafe[] = "Unsafe (tests, development)";
constexpr char kRunning[] = "Running";

}  // namespace

void ServeFlags::AddText(CLI::App& command, const char* name, const char* field, const char* description,
                         const char* type, const char* group) {
  command
      .add_option_function<std::string>(
          name,
          [this, field](const std::string& value) {
            set_.push_back([field, value](services::Config* config) {
              const Place place = Find(config, field);
              place.message->GetReflection()->SetString(place.message, place.field, value);
            });
          },
          description)
      ->type_name(type)
      ->group(group);
}

void ServeFlags::AddNumber(CLI::App& command, const char* name, const char* field, const char* description,
                           const char* type, const char* group) {
  command
      .add_option_function<uint64_t>(
          name,
          [this, field](const uint64_t& value) {
            set_.push_back([field, value](services::Config* config) {
              const Place place = Find(config, field);
              if (place.field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
                place.message->GetReflection()->SetUInt32(place.message, place.field, static_cast<uint32_t>(value));
              } else {
                place.message->GetReflection()->SetUInt64(place.message, place.field, value);
              }
            });
          },
          description)
      ->type_name(type)
      ->group(group);
}

void ServeFlags::AddSwitch(CLI::App& command, const char* name, const char* field, const char* description,
                           const char* group) {
  command
      .add_flag_function(
          name,
          [this, field](int64_t given) {
            set_.push_back([field, given](services::Config* config) {
              const Place place = Find(config, field);
              place.message->GetReflection()->SetBool(place.message, place.field, given > 0);
            });
          },
          description)
      ->group(group);
}

void ServeFlags::AddTexts(CLI::App& command, const char* name, const char* field, const char* description,
                          const char* type, const char* group) {
  command
      .add_option_function<std::vector<std::string>>(
          name,
          [this, field](const std::vector<std::string>& values) {
            set_.push_back([field, values](services::Config* config) {
              const Place place = Find(config, field);
              place.message->GetReflection()->ClearField(place.message, place.field);
              for (const std::string& value : values)
                place.message->GetReflection()->AddString(place.message, place.field, value);
            });
          },
          description)
      ->type_name(type)
      ->group(group);
}

void ServeFlags::AddTo(CLI::App& command) {
  command.add_option("--config", config_file, "Configuration as text format; flags win over it")->type_name("FILE");
  command.add_flag("--print-config", print_config, "Print what is in force, defaults included, and end");
  command.add_flag("--check", check, "Check the configuration and end");
  AddText(command, "--data", "data_directory", "Where the log and the views lie; made if it is not there", "DIR",
          kFiles);
  command
      .add_option_function<std::string>(
          "--tls",
          [this](const std::string& folder) {
            set_.push_back([folder](services::Config* config) {
              config->mutable_tls()->set_certificate(Cat(folder, "/server.pem"));
              config->mutable_tls()->set_key(Cat(folder, "/server.key"));
              config->mutable_tls()->set_client_ca(Cat(folder, "/ca.pem"));
            });
          },
          "DIR/server.pem, DIR/server.key and DIR/ca.pem in one")
      ->type_name("DIR")
      ->group(kFiles);
  AddText(command, "--cert", "tls.certificate", "The server's certificate", "FILE", kFiles);
  AddText(command, "--key", "tls.key", "Its private key", "FILE", kFiles);
  AddText(command, "--ca", "tls.client_ca", "Authority of those who may connect", "FILE", kFiles);
  AddText(command, "--person-id-key", "person_id_key_file", "Key that person ids are authenticated with", "FILE",
          kFiles);
  AddText(command, "--checkpoint-key", "checkpoint_key_file", "Key that signs the log's checkpoints; made if absent",
          "FILE", kFiles);
  AddText(command, "--checkpoint-file", "checkpoint_file",
          "The newest signed checkpoint; best on another disk than the data", "FILE", kFiles);
  AddText(command, "--port-file", "port_file", "Write the port here once calls are answered", "FILE", kFiles);
  AddText(command, "--listen", "listen", "Where calls are answered [127.0.0.1:7443]; port 0 takes a free one",
          "HOST:PORT", kNetwork);
  AddText(command, "--metrics-listen", "metrics_listen", "Where Prometheus reads /metrics; without it nowhere",
          "HOST:PORT", kNetwork);
  AddNumber(command, "--shutdown-grace", "shutdown_grace_seconds", "How long open calls may finish", "SECONDS",
            kRunning);
  AddNumber(command, "--checkpoint-interval", "checkpoint_interval_seconds", "Sign a log that has grown so often [10]",
            "SECONDS", kRunning);
  AddTexts(command, "--witness-key", "witness_keys", "A witness whose cosignatures count; may be repeated", "KEY",
           kRunning);
  AddTexts(command, "--export-mandate", "export_mandates",
           "SPIFFE id of an auditor who may export whole records; may be repeated", "ID", kRunning);
  AddNumber(command, "--min-free-bytes", "min_free_bytes", "Refuse writes below so much free disk", "BYTES", kRunning);
  command
      .add_option_function<std::string>(
          "--log-level",
          [this](const std::string& level) {
            set_.push_back([level](services::Config* config) {
              config::v1::LogLevel value = config::v1::LOG_LEVEL_INFO;
              if (level == "debug") value = config::v1::LOG_LEVEL_DEBUG;
              if (level == "warning") value = config::v1::LOG_LEVEL_WARNING;
              if (level == "error") value = config::v1::LOG_LEVEL_ERROR;
              config->set_log_level(value);
            });
          },
          "debug, info, warning or error")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}).description(""))
      ->type_name("LEVEL")
      ->group(kRunning);
  AddSwitch(command, "--strict-witness", "strict_witness", "Answer only after the head witness is synced too",
            kRunning);
  AddSwitch(command, "--verify-at-start", "verify_at_start", "Compare every file of the log first, however long",
            kRunning);
  AddSwitch(command, "--unsafe-listen-beyond-loopback", "unsafe_listen_beyond_loopback",
            "Listen on a network: synthetic data only, until sealing exists", kUnsafe);
  AddSwitch(command, "--unsafe-plaintext", "unsafe_plaintext", "No TLS, callers are whom they say; loopback only",
            kUnsafe);
  AddSwitch(command, "--unsafe-no-sync", "unsafe_no_sync", "Acknowledge what a power cut can take back", kUnsafe);
}

void ServeFlags::ApplyTo(services::Config* config) const {
  for (const Set& set : set_) set(config);
}

}  // namespace homeward::cli
