#include "services/cli/client/query.h"

#include "absl/strings/numbers.h"
#include "services/cli/flags.h"
#include "services/cli/render/dates.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

void SetTimestamp(int64_t time_us, google::protobuf::Timestamp* timestamp) {
  timestamp->set_seconds(time_us / 1'000'000);
  timestamp->set_nanos(static_cast<int32_t>(time_us % 1'000'000) * 1000);
}

// "812": a position; anything else is a time.
absl::Status ReadKnownAt(const std::string& text, coordination::v1::KnownAt* known_at) {
  uint64_t position = 0;
  if (absl::SimpleAtoi(text, &position)) {
    known_at->set_position(position);
    return absl::OkStatus();
  }
  const absl::StatusOr<int64_t> time = ParseInstant(text);
  if (!time.ok()) return time.status();
  SetTimestamp(*time, known_at->mutable_time());
  return absl::OkStatus();
}

}  // namespace

void AddAsAtFlags(CLI::App& command, TimeFlags& flags) {
  command.add_option("--as-at", flags.as_at, "Deadlines and overdue as at this date; without it now")
      ->type_name("DATE")
      ->group("Reading");
  command.add_option("--min-position", flags.min_position, "Wait until the view knows the log up to here")
      ->type_name("POSITION")
      ->group("Reading");
}

void AddQuestionFlags(CLI::App& command, ConnectionFlags& connection, TimeFlags& times, Session& session,
                      std::string_view examples) {
  AddReadFlags(command, connection);
  AddAsAtFlags(command, times);
  command.add_option("--known-at", times.known_at, "What the log held at this position or time")
      ->type_name("POSITION|DATE")
      ->group("Reading");
  AddConnectionFlags(command, connection);
  AddOutputFlags(command, session);
  AddExamples(command, examples);
}

bool Asking::Open(const Session& session, const ConnectionFlags& connection, const TimeFlags& times) {
  session_ = &session;
  absl::StatusOr<Connection> opened = Connection::Open(connection);
  if (!opened.ok()) {
    exit_ = Report(session, FromOpening(opened.status()));
    return false;
  }
  connection_ = std::make_unique<Connection>(*std::move(opened));
  context_ = connection_->ReadContext();
  context_.set_min_position(times.min_position);
  absl::Status status;
  if (!times.as_at.empty()) {
    const absl::StatusOr<int64_t> as_at = ParseInstant(times.as_at);
    if (as_at.ok()) SetTimestamp(*as_at, context_.mutable_as_at());
    status = as_at.status();
  }
  if (status.ok() && !times.known_at.empty()) status = ReadKnownAt(times.known_at, &known_at_);
  if (!status.ok()) {
    Problem problem = FromStatus(status);
    problem.reason = "USAGE";
    exit_ = Report(session, problem);
    return false;
  }
  coordination_ = coordination::v1::Coordination::NewStub(connection_->channel());
  oversight_ = oversight::v1::Oversight::NewStub(connection_->channel());
  audit_ = audit::v1::Audit::NewStub(connection_->channel());
  return true;
}

bool Asking::ReadTime(const std::string& text, coordination::v1::KnownAt* known_at) {
  const absl::Status status = ReadKnownAt(text, known_at);
  if (status.ok()) return true;
  Problem problem = FromStatus(status);
  problem.reason = "USAGE";
  exit_ = Report(*session_, problem);
  return false;
}

bool Asking::Answered(const grpc::Status& status) {
  if (status.ok()) return true;
  exit_ = Report(*session_, FromGrpcStatus(status, connection_->server()));
  return false;
}

}  // namespace homeward::cli
