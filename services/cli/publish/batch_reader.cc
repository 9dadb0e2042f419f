#include "services/cli/publish/batch_reader.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"
#include "homeward/common/v1/envelope.pb.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The parser quotes what it stumbled over, and that may be a name typed where a code belongs: where it stands is said,
// what stands there is not, since agencies keep these lines in their logs.
std::string WithoutValues(std::string_view error) {
  std::string text(error.substr(0, error.find('\n')));  // what follows is the line itself
  const size_t value = text.find("invalid value");
  if (value != std::string::npos) text.resize(value + std::string_view("invalid value").size());
  return std::string(absl::StripPrefix(text, "INVALID_ARGUMENT:"));
}

Problem NotABatch(std::string where, const std::string& error) {
  Problem problem;
  problem.exit = kExitRefused;
  problem.where = std::move(where);
  problem.message = WithoutValues(error);
  problem.reason = "JSON_INVALID";
  problem.next_step = "Write one PublishRequest in proto3 JSON on the line; 'homeward events NAME' shows an example.";
  if (absl::StrContains(error, "Cannot find field")) {
    problem.reason = "UNKNOWN_FIELD";
    problem.next_step = "Take the field out, or look it up with 'homeward events NAME'.";
  } else if (absl::StrContains(error, "for type type.googleapis.com/homeward.")) {
    problem.reason = "UNKNOWN_ENUM_VALUE";
    problem.next_step = "Use a code that 'homeward events NAME --output json' lists.";
  }
  return problem;
}

void NoteSource(const common::v1::Envelope& envelope, std::vector<SourceMark>* sources) {
  const auto known = std::find_if(sources->begin(), sources->end(),
                                  [&envelope](const SourceMark& mark) { return mark.source == envelope.source(); });
  if (known == sources->end()) {
    sources->push_back({envelope.source(), envelope.source_sequence()});
  } else {
    const bool counted = known->sequence != 0 && envelope.source_sequence() != 0;
    known->sequence = counted ? std::max(known->sequence, envelope.source_sequence()) : 0;
  }
}

}  // namespace

std::string PlaceOf(const std::string& file, uint64_t line) {
  return file.empty() ? Cat("line ", line) : Cat(file, ":", line);
}

BatchReader::LineResult BatchReader::ReadLine(std::string* line) {
  line->clear();
  std::streambuf* buffer = in_.rdbuf();
  int c = buffer->sbumpc();
  if (c == std::char_traits<char>::eof()) return LineResult::kEnd;
  ++line_;
  bool too_long = false;
  for (; c != std::char_traits<char>::eof() && c != '\n'; c = buffer->sbumpc()) {
    ++bytes_;
    too_long = too_long || line->size() >= kLineBytesMax;
    if (!too_long) line->push_back(static_cast<char>(c));
  }
  ++bytes_;
  return too_long ? LineResult::kTooLong : LineResult::kLine;
}

std::optional<std::variant<Batch, Problem>> BatchReader::Next() {
  std::string line;
  while (true) {
    switch (ReadLine(&line)) {
      case LineResult::kEnd:
        return std::nullopt;
      case LineResult::kTooLong:
        return Problem{kExitRefused,
                       "BATCH_TOO_LARGE",
                       Cat("The line has more than ", kLineBytesMax, " bytes."),
                       PlaceOf(file_, line_),
                       "",
                       "Send the events in several batches, one on each line."};
      case LineResult::kLine:
        break;
    }
    const size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos || line[begin] == '#') continue;
    return Parse(line);
  }
}

std::variant<Batch, Problem> BatchReader::Parse(const std::string& line) const {
  std::unique_ptr<Message> request(api_.publish_request->New());
  const auto status = google::protobuf::util::JsonStringToMessage(line, request.get());
  if (!status.ok()) return NotABatch(PlaceOf(file_, line_), status.ToString());

  const Reflection& reflection = *request->GetReflection();
  const google::protobuf::Descriptor& descriptor = *request->GetDescriptor();
  if (validate_only_) reflection.SetBool(request.get(), descriptor.FindFieldByName("validate_only"), true);
  reflection.SetUInt64(request.get(), descriptor.FindFieldByName("tag"), line_);

  Batch batch;
  batch.line = line_;
  const FieldDescriptor* events = descriptor.FindFieldByName("events");
  batch.events = reflection.FieldSize(*request, events);
  const FieldDescriptor* envelope = events->message_type()->FindFieldByName("envelope");
  for (int i = 0; i < batch.events; ++i) {
    const Message& event = reflection.GetRepeatedMessage(*request, events, i);
    NoteSource(static_cast<const common::v1::Envelope&>(event.GetReflection()->GetMessage(event, envelope)),
               &batch.sources);
  }
  batch.bytes = request->SerializeAsString();
  return batch;
}

}  // namespace homeward::cli
