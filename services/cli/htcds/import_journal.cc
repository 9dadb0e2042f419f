#include "services/cli/htcds/import_journal.h"

#include <cerrno>
#include <fstream>
#include <memory>
#include <sstream>

#include "absl/strings/match.h"
#include "eventstore/files/files.h"
#include "google/protobuf/util/json_util.h"
#include "homeward/common/v1/envelope.pb.h"
#include "services/cli/publish/batch_reader.h"
#include "services/cli/render/answer_text.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"

namespace homeward::cli::htcds {
namespace {

constexpr std::string_view kTitle = "# homeward import htcds";

absl::Status NoJournal(const std::string& path) {
  return absl::InvalidArgumentError(Cat(path, " is not the batch of an import by this agency"));
}

// Of the first event; 0 if there is none.
int64_t RecordedUs(const google::protobuf::Message& request) {
  const auto* events = request.GetDescriptor()->FindFieldByName("events");
  if (request.GetReflection()->FieldSize(request, events) == 0) return 0;
  const auto& event = request.GetReflection()->GetRepeatedMessage(request, events, 0);
  const auto& envelope = static_cast<const common::v1::Envelope&>(
      event.GetReflection()->GetMessage(event, event.GetDescriptor()->FindFieldByName("envelope")));
  return Micros(envelope.recorded_at());
}

}  // namespace

std::string BatchLine(const google::protobuf::Message& request) { return ToJson(request); }

absl::Status WriteJournal(const std::string& path, const ImportTable& table, const std::vector<std::string>& persons,
                          const google::protobuf::Message& request) {
  std::string text = Cat(kTitle, "\n");
  for (size_t i = 0; i < table.rows.size(); ++i) text += Cat("# row ", table.rows[i].number, " ", persons[i], "\n");
  text += Cat(BatchLine(request), "\n");
  return eventstore::MakeFile(path, text, eventstore::Secrecy::kOwnerOnly);
}

absl::StatusOr<ImportJournal> ReadJournal(const std::string& path, const AgencyApi& api) {
  std::ifstream file(path, std::ios::binary);
  if (!file && errno == ENOENT) return absl::NotFoundError(path);
  std::string line;
  if (!file || !std::getline(file, line)) return absl::UnavailableError(Cat("cannot read ", path));
  if (line != kTitle) return NoJournal(path);
  ImportJournal journal;
  while (std::getline(file, line) && line.size() <= kLineBytesMax) {
    if (!absl::StartsWith(line, "#")) break;
    std::istringstream words(line);
    std::string hash, row, person;
    uint64_t number = 0;
    if (!(words >> hash >> row >> number >> person) || row != "row") return NoJournal(path);
    journal.persons.push_back(person);
  }
  const std::unique_ptr<google::protobuf::Message> request(api.publish_request->New());
  if (!google::protobuf::util::JsonStringToMessage(line, request.get()).ok()) return NoJournal(path);
  journal.recorded_us = RecordedUs(*request);
  journal.batch = line;
  if (journal.recorded_us == 0) return NoJournal(path);
  return journal;
}

}  // namespace homeward::cli::htcds
