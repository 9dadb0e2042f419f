// Reads batches from JSON lines: one batch a line, proto3 JSON of the agency's PublishRequest.
#ifndef HOMEWARD_SERVICES_CLI_PUBLISH_BATCH_READER_H_
#define HOMEWARD_SERVICES_CLI_PUBLISH_BATCH_READER_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "services/cli/client/agency_api.h"
#include "services/cli/problem.h"

namespace homeward::cli {

inline constexpr size_t kLineBytesMax = 8u << 20;  // bytes of a line, 8 MiB: JSON of the largest batch

// The highest sequence that a batch holds of one source.
struct SourceMark {
  std::string source;
  uint64_t sequence = 0;  // 0: an event of it is not counted, so nothing can be said
};

struct Batch {
  uint64_t line = 0;  // in the file, from 1
  int events = 0;
  std::string bytes;  // serialised PublishRequest, its tag the line
  std::vector<SourceMark> sources;
};

// "rules.jsonl:12" of a file, "line 12" of standard input (which has no name).
std::string PlaceOf(const std::string& file, uint64_t line);

// Not thread-safe.
class BatchReader {
 public:
  // `file`: how problems name it; empty where it has no name.
  BatchReader(std::istream& in, const AgencyApi& api, bool validate_only, std::string file = "")
      : in_(in), api_(api), validate_only_(validate_only), file_(std::move(file)) {}

  // The next batch, or why the line is none; nothing at the end. Skips empty lines and lines that begin with
  // '#'.
  std::optional<std::variant<Batch, Problem>> Next();

  uint64_t bytes_read() const { return bytes_; }

 private:
  enum class LineResult { kLine, kTooLong, kEnd };
  LineResult ReadLine(std::string* line);
  std::variant<Batch, Problem> Parse(const std::string& line) const;

  std::istream& in_;
  const AgencyApi& api_;
  const bool validate_only_;
  const std::string file_;
  uint64_t line_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_PUBLISH_BATCH_READER_H_
