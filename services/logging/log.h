// The server's own log: one JSON object a line on stderr, for journald. Never personal data: callers give codes,
// counts, unit names and positions, no payloads and no person ids.
//
//   Log(LogLevel::kInfo, "batch_refused", {{"agency", "police"}, {"reason", "WRONG_UNIT"}});
//   {"time":"2026-01-01T00:00:00.000000Z","level":"info","event":"batch_refused","agency":"police",…}
#ifndef HOMEWARD_SERVICES_LOGGING_LOG_H_
#define HOMEWARD_SERVICES_LOGGING_LOG_H_

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "proto/contract/text.h"

namespace homeward::services {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// One value of a line: text is quoted, numbers and bools are not.
struct LogField {
  LogField(std::string_view name, std::string_view text) : name(name), value(text), quoted(true) {}
  LogField(std::string_view name, const char* text) : LogField(name, std::string_view(text)) {}
  LogField(std::string_view name, const std::string& text) : LogField(name, std::string_view(text)) {}
  LogField(std::string_view name, bool flag) : name(name), value(flag ? "true" : "false"), quoted(false) {}
  template <typename Number, std::enable_if_t<std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>, int> = 0>
  LogField(std::string_view name, Number number) : name(name), value(contract::Cat(number)), quoted(false) {}

  std::string name;
  std::string value;
  bool quoted;
};

// Writes one line if `level` is at least the one set. Thread-safe; one write call a line, so lines do not mix.
void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

void SetLogLevel(LogLevel least);  // kInfo at start

// Takes the lines in place of stderr; null gives them back to stderr. For tests; call before any thread logs.
void SetLogSink(std::function<void(const std::string& line)> sink);

// Sends gRPC's and protobuf's own messages through Log, as events "grpc" and "protobuf".
void RouteLibraryLogs();

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_LOGGING_LOG_H_
