#include "services/logging/log.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <mutex>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"

namespace homeward::services {
namespace {

std::atomic<LogLevel> g_least{LogLevel::kInfo};

std::function<void(const std::string&)>& Sink() {
  static auto& sink = *new std::function<void(const std::string&)>();
  return sink;
}

std::string_view Name(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

void AppendQuoted(std::string_view text, std::string* line) {
  line->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      line->push_back('\\');
      line->push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\u%04x", c);
      line->append(escaped);
    } else {
      line->push_back(c);
    }
  }
  line->push_back('"');
}

void FromGrpc(gpr_log_func_args* args) {
  const LogLevel level = args->severity == GPR_LOG_SEVERITY_ERROR  ? LogLevel::kWarning
                         : args->severity == GPR_LOG_SEVERITY_INFO ? LogLevel::kInfo
                                                                   : LogLevel::kDebug;
  // gRPC calls every refused handshake an error; for this server it is an everyday event.
  Log(level, "grpc", {{"message", args->message}});
}

// Clients cause most of these with malformed bytes, and are answered; they must not fill the disk with lines.
void FromProtobuf(google::protobuf::LogLevel level, const char*, int, const std::string& message) {
  Log(level == google::protobuf::LOGLEVEL_FATAL ? LogLevel::kError : LogLevel::kDebug, "protobuf",
      {{"message", message}});
}

}  // namespace

void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (level < g_least.load(std::memory_order_relaxed)) return;
  std::string line =
      contract::Cat("{\"time\":\"", absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone()),
                    "\",\"level\":\"", Name(level), "\",\"event\":");
  AppendQuoted(event, &line);
  for (const LogField& field : fields) {
    line.push_back(',');
    AppendQuoted(field.name, &line);
    line.push_back(':');
    if (field.quoted) {
      AppendQuoted(field.value, &line);
    } else {
      line.append(field.value);
    }
  }
  line.append("}\n");
  if (Sink()) return Sink()(line);
  // A log that cannot be written must not stop the server.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

void SetLogLevel(LogLevel least) { g_least.store(least, std::memory_order_relaxed); }

void SetLogSink(std::function<void(const std::string&)> sink) { Sink() = std::move(sink); }

void RouteLibraryLogs() {
  static std::once_flag once;  // protobuf's handler may not change while others log
  std::call_once(once, [] {
    gpr_set_log_function(&FromGrpc);
    google::protobuf::SetLogHandler(&FromProtobuf);
  });
}

}  // namespace homeward::services
