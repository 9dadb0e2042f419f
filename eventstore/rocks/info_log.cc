#include "eventstore/rocks/info_log.h"

#include <cstdarg>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <string_view>
#include <utility>

namespace homeward::eventstore {
namespace {

class InfoLog : public rocksdb::Logger {
 public:
  explicit InfoLog(std::string name) : rocksdb::Logger(rocksdb::WARN_LEVEL), name_(std::move(name)) {}
  ~InfoLog() override { Close().PermitUncheckedError(); }

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    char line[512];
    std::vsnprintf(line, sizeof line, format, arguments);
    std::string_view text(line);
    while (text.ends_with('\n')) text.remove_suffix(1);
    line[text.size()] = '\0';
    if (Allowed()) std::fprintf(stderr, "eventstore: %s: %s\n", name_.c_str(), line);
  }

 private:
  bool Allowed() {
    std::lock_guard lock(mutex_);
    const std::time_t minute = std::time(nullptr) / 60;
    if (minute != minute_) {
      minute_ = minute;
      lines_ = 0;
    }
    return ++lines_ <= kInfoLogLinesPerMinute;
  }

  const std::string name_;
  std::mutex mutex_;
  std::time_t minute_ = 0;
  int lines_ = 0;
};

}  // namespace

std::shared_ptr<rocksdb::Logger> MakeInfoLog(std::string name) { return std::make_shared<InfoLog>(std::move(name)); }

}  // namespace homeward::eventstore
