#include "services/cli/htcds/importing.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <utility>

#include "services/cli/client/agency_api.h"
#include "services/cli/client/errors.h"
#include "services/cli/htcds/import_journal.h"
#include "services/cli/htcds/import_table.h"
#include "services/cli/problem.h"
#include "services/cli/text.h"
#include "services/limits.h"

namespace homeward::cli::htcds {
namespace {

int64_t NowUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

constexpr int kCellsToldMax = 1000;  // wrong cells told to a person at once: who mends a file wants to mend it once

Problem Trouble(ExitCode exit, std::string reason, std::string message, std::string next_step) {
  return {exit, std::move(reason), std::move(message), "", "", std::move(next_step)};
}

// Whether the server has said no for good: then the batch is nowhere, and what is mended becomes another.
bool IsRefusal(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::NOT_FOUND:
      return true;
    default:
      return false;
  }
}

class Importing {
 public:
  Importing(const Session& session, const Connection& connection, const ImportOptions& options, const ImportWish& wish)
      : session_(session), connection_(connection), options_(options), wish_(wish) {}

  ExitCode Run(ImportSummary* summary) {
    for (auto step : {&Importing::FindAgency, &Importing::Read, &Importing::TakeJournal, &Importing::Make,
                      &Importing::Keep, &Importing::Send}) {
      if (const ExitCode exit = (this->*step)(); exit != kExitOk) return exit;
    }
    for (const ImportRow& row : table_.rows) summary->rows.push_back(row.number);
    summary->persons = persons_;
    summary->ignored = table_.ignored;
    summary->events = batch_.rows.size();
    summary->first_position = answer_.first_position();
    summary->duplicate = answer_.duplicate();
    return kExitOk;
  }

 private:
  ExitCode Tell(const Problems& problems) const { return Report(session_, problems, kCellsToldMax); }
  ExitCode Tell(const Problem& problem) const { return Report(session_, problem); }

  ExitCode FindAgency() {
    absl::StatusOr<AgencyApi> api = FindAgencyApi(connection_.role());
    if (!api.ok()) {
      return Tell(Trouble(kExitUsage, "USAGE", std::string(api.status().message()),
                          "Use the certificate of the agency whose persons these are."));
    }
    api_ = *std::move(api);
    Problems problems;
    CheckWish(wish_, NowUs(), &problems);
    return problems.empty() ? kExitOk : Tell(problems);
  }

  // All that can be said of the file without a server.
  ExitCode Read() {
    std::ifstream file(options_.file, std::ios::binary);
    if (!file) return Tell(Trouble(kExitFailure, "FILE", Cat("Cannot read ", options_.file, "."), "Check the path."));
    Problems problems;
    table_ = ReadTable(file, options_.ignore_unmapped, &problems);
    const ImportBatch batch = MakeBatch(api_, table_, wish_, {}, NowUs(), &problems);
    if (batch.rows.size() > services::kBatchEventsMax) {
      problems.push_back(
          Trouble(kExitRefused, "HTCDS_TOO_LARGE",
                  Cat("The rows make ", batch.rows.size(), " events; a batch holds ", services::kBatchEventsMax, "."),
                  "Split the file: all of it is recorded as one batch, or nothing."));
    }
    return problems.empty() ? kExitOk : Tell(problems);
  }

  // The persons and the time of the import that this one repeats, if it does.
  ExitCode TakeJournal() {
    absl::StatusOr<ImportJournal> journal = ReadJournal(options_.batch_file, api_);
    if (absl::IsNotFound(journal.status())) return kExitOk;
    if (!journal.ok()) {
      return Tell(Trouble(kExitFailure, "BATCH_FILE", std::string(journal.status().message()),
                          "Name another with --batch-file."));
    }
    earlier_ = *std::move(journal);
    return kExitOk;
  }

  ExitCode Make() {
    int64_t recorded_us = NowUs();
    if (earlier_.has_value()) {
      persons_ = earlier_->persons;
      recorded_us = earlier_->recorded_us;
    } else {
      const grpc::Status minted = MintPersonIds(connection_, api_, static_cast<int>(table_.rows.size()), &persons_);
      if (!minted.ok()) return Tell(FromGrpcStatus(minted, connection_.server()));
    }
    Problems problems;
    batch_ = MakeBatch(api_, table_, wish_, persons_, recorded_us, &problems);
    if (earlier_.has_value() &&
        (persons_.size() != table_.rows.size() || BatchLine(*batch_.request) != earlier_->batch)) {
      return Tell(Trouble(kExitRefused, "BATCH_DIFFERS",
                          Cat("An import has written ", options_.batch_file,
                              ", and file and flags now make another batch than the one in it."),
                          "Repeat it with the file and flags as they were, or publish it as it is; a file that speaks "
                          "of other persons gets its own --batch-file."));
    }
    if (batch_.request->ByteSizeLong() > services::kBatchBytesMax) {
      return Tell(Trouble(kExitRefused, "HTCDS_TOO_LARGE",
                          Cat("The rows make a batch of more than ", services::kBatchBytesMax, " bytes."),
                          "Split the file: all of it is recorded as one batch, or nothing."));
    }
    return kExitOk;
  }

  // Before anything is sent, so that it can be sent again.
  ExitCode Keep() {
    if (options_.validate_only || earlier_.has_value()) return kExitOk;
    const absl::Status written = WriteJournal(options_.batch_file, table_, persons_, *batch_.request);
    if (written.ok()) return kExitOk;
    return Tell(Trouble(kExitFailure, "BATCH_FILE", std::string(written.message()),
                        "Check the directory, or name another file with --batch-file."));
  }

  ExitCode Send() {
    if (options_.prepare) return kExitOk;
    if (options_.validate_only) {
      batch_.request->GetReflection()->SetBool(batch_.request.get(),
                                               batch_.request->GetDescriptor()->FindFieldByName("validate_only"), true);
    }
    const grpc::Status status = PublishOne(connection_, api_, *batch_.request, &answer_);
    if (status.ok()) return kExitOk;
    const bool made_now = !options_.validate_only && !earlier_.has_value();
    if (made_now && IsRefusal(status.error_code())) unlink(options_.batch_file.c_str());
    Problems problems = FromGrpcStatus(status, connection_.server(), [this](size_t event) {
      return event < batch_.rows.size() ? Where(table_.rows[batch_.rows[event]]) : Cat("event ", event + 1);
    });
    // Known ids say it all: that their streams are further on as well is no second fault.
    if (std::any_of(problems.begin(), problems.end(), IsKnown))
      std::erase_if(problems, [](const Problem& problem) { return !IsKnown(problem); });
    for (Problem& problem : problems) Explain(&problem);
    return Tell(problems);
  }

  static bool IsKnown(const Problem& problem) {
    return problem.reason == "ID_REUSED" || problem.reason == "BATCH_PARTLY_KNOWN";
  }

  // What a reason means here.
  void Explain(Problem* problem) const {
    if (IsKnown(*problem)) {
      problem->next_step =
          "Rows with this content were imported before: the batch file of then has their person ids, and with it the "
          "same import is answered as a duplicate. If these are other persons, give them a --batch-id.";
    } else if (problem->reason == "SIGNATURE_REQUIRED") {
      problem->next_step = "Write the batch with --prepare, then send it with 'homeward publish --sign'.";
    } else if (problem->exit == kExitUnreachable && !options_.validate_only) {
      problem->next_step += " Then repeat the command: what was recorded is answered as a duplicate.";
    }
  }

  const Session& session_;
  const Connection& connection_;
  const ImportOptions& options_;
  const ImportWish& wish_;
  AgencyApi api_;
  ImportTable table_;
  std::optional<ImportJournal> earlier_;
  std::vector<std::string> persons_;
  ImportBatch batch_;
  common::v1::BatchAnswer answer_;
};

}  // namespace

ExitCode Import(const Session& session, const Connection& connection, const ImportOptions& options,
                const ImportWish& wish, ImportSummary* summary) {
  return Importing(session, connection, options, wish).Run(summary);
}

}  // namespace homeward::cli::htcds
