#include "projections/projector/fold_records.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "projections/governance/governance.h"
#include "projections/limits.h"
#include "projections/projector/digest.h"
#include "projections/projector/logged_event.h"
#include "projections/projector/rows.h"
#include "projections/tallies/rewritten.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

constexpr std::string_view kRecords = "records";    // be64(position) → record
constexpr std::string_view kSubjects = "subjects";  // subject \0 order key → be64(position)
constexpr std::string_view kStreams = "streams";    // stream \0 be64(position), of those that hold counted events

}  // namespace

RecordsFold::RecordsFold(std::string directory) : directory_(std::move(directory)), views_(AllProjections()) {}

RecordsFold::~RecordsFold() {
  sorted_ = nullptr;
  rows_ = nullptr;
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

absl::StatusOr<std::unique_ptr<RecordsFold>> RecordsFold::Begin(std::string directory) {
  std::unique_ptr<RecordsFold> fold(new RecordsFold(std::move(directory)));
  std::vector<std::string> families{std::string(kRecords), std::string(kSubjects), std::string(kStreams)};
  for (const auto& view : fold->views_)
    if (view->Lists() || view->Tallies()) families.push_back(view->name());
  auto rows = eventstore::Keyspace::Open(fold->directory_, families);
  if (!rows.ok()) return rows.status();
  fold->rows_ = *std::move(rows);
  return fold;
}

absl::Status RecordsFold::Add(std::string_view record) {
  if (!eventstore::ViewRecord(record, &view_) || view_.position != position_.next())
    return absl::DataLossError(contract::Cat("the record of position ", position_.next().value, " is not there"));
  auto fact = LoggedEvent(view_).Keep();
  if (!fact.ok()) return fact.status();
  position_ = view_.position;
  records_.push_back({eventstore::Be64(position_.value), std::string(record)});
  const std::string order = OrderKey(*fact);
  for (const std::string_view subject : view_.subjects) {
    std::string key(subject);
    key.push_back('\0');
    subjects_.push_back({key + order, eventstore::Be64(position_.value)});
  }
  if (HoldsCounted(view_.stream))
    streams_.push_back({std::string(view_.stream) + '\0' + eventstore::Be64(position_.value), ""});
  for (const auto& view : views_)
    if (view->Keeps(view_.stream)) governance_.push_back(*fact);
  return records_.size() < kRecordsFoldRows ? absl::OkStatus() : Write();
}

absl::Status RecordsFold::Write() {
  if (auto written = rows_->Write(kRecords, records_); !written.ok()) return written;
  if (auto written = rows_->Write(kSubjects, subjects_); !written.ok()) return written;
  if (auto written = rows_->Write(kStreams, streams_); !written.ok()) return written;
  records_.clear();
  subjects_.clear();
  streams_.clear();
  return absl::OkStatus();
}

absl::StatusOr<Fact> RecordsFold::Read(Position position) const {
  auto record = sorted_->Get(kRecords, eventstore::Be64(position.value));
  if (!record.ok()) return record.status();
  eventstore::RecordView view;
  if (!eventstore::ViewRecord(*record, &view)) return absl::DataLossError("a record that was written is unreadable");
  return LoggedEvent(view).Keep();
}

absl::Status RecordsFold::VisitSubjects(std::string_view kind,
                                        absl::FunctionRef<absl::Status(const std::string&, const Facts&)> visit) {
  std::string subject;
  Facts facts;
  absl::Status status;
  const auto scanned =
      sorted_->Scan(kSubjects, contract::Cat(kind, ":"), "", [&](std::string_view key, std::string_view position) {
        const std::string_view name = key.substr(0, key.find('\0'));
        if (name != subject) {
          if (!facts.empty()) status = visit(subject, facts);
          if (!status.ok()) return false;
          subject = std::string(name);
          facts.clear();
        }
        auto fact = Read(Position(eventstore::ReadBe64(position)));
        status = fact.status();
        if (fact.ok()) facts.push_back(*std::move(fact));
        return status.ok();
      });
  if (!scanned.ok()) return scanned;
  if (status.ok() && !facts.empty()) status = visit(subject, facts);
  return status;
}

absl::Status RecordsFold::CollectRows(const Projection& view) {
  std::vector<eventstore::RowChange> changes;
  for (const std::string_view kind : view.Kinds()) {
    auto visited = VisitSubjects(kind, [&](const std::string& subject, const Facts& facts) -> absl::Status {
      Facts moving = facts;
      std::erase_if(moving, [&](const Fact& fact) { return !MovesList(view, fact); });
      for (const std::string& key : view.IndexKeys(subject, moving)) changes.push_back({IndexKey(key, subject), ""});
      if (changes.size() < kRecordsFoldRows) return absl::OkStatus();
      return rows_->Write(view.name(), std::exchange(changes, {}));
    });
    if (!visited.ok()) return visited;
  }
  return rows_->Write(view.name(), changes);
}

// Every stream whole, where the server's fold makes a row from an event alone.
absl::Status RecordsFold::CollectTallies(const Projection& view) {
  std::vector<eventstore::RowChange> changes;
  std::string stream;
  std::vector<Fact> facts;
  absl::Status status;
  const auto finish = [&] {
    for (const Tally& tally : TalliesOf(facts)) changes.push_back({TallyKey(tally), TallyValue(tally)});
    facts.clear();
    if (changes.size() >= kRecordsFoldRows) status = rows_->Write(view.name(), std::exchange(changes, {}));
  };
  const auto scanned = sorted_->Scan(kStreams, "", "", [&](std::string_view key, std::string_view) {
    const std::string_view name = key.substr(0, key.find('\0'));
    if (name != stream) {
      finish();
      stream = std::string(name);
    }
    if (!status.ok()) return false;
    auto fact = Read(Position(eventstore::ReadBe64(key.substr(name.size() + 1))));
    status = fact.status();
    if (fact.ok()) facts.push_back(*std::move(fact));
    return status.ok();
  });
  if (!scanned.ok()) return scanned;
  if (!status.ok()) return status;
  finish();
  return status.ok() ? rows_->Write(view.name(), changes) : status;
}

absl::StatusOr<std::string> RecordsFold::DigestOf(const Projection& view) {
  ViewHash hash(view.name());
  if (view.Lists()) {
    if (auto collected = CollectRows(view); !collected.ok()) return collected;
    auto scanned = rows_->Snapshot()->Scan(view.name(), "", "", [&](std::string_view key, std::string_view value) {
      hash.AddRow(key, value);
      return true;
    });
    if (!scanned.ok()) return scanned;
  }
  if (view.Tallies()) {
    if (auto collected = CollectTallies(view); !collected.ok()) return collected;
    if (auto added = AddTallies(*rows_->Snapshot(), view, &hash); !added.ok()) return added;
  }
  for (const std::string_view kind : view.Kinds()) {
    auto visited = VisitSubjects(kind, [&](const std::string& subject, const Facts& facts) {
      hash.AddSubject(subject);
      for (const Fact& fact : facts) hash.AddFact(fact);
      return absl::OkStatus();
    });
    if (!visited.ok()) return visited;
  }
  if (view.name() == kGovernanceView)
    for (const Fact& fact : governance_) hash.AddFact(fact);
  return hash.Finish();
}

absl::StatusOr<std::map<std::string, std::string>> RecordsFold::Finish() {
  if (auto written = Write(); !written.ok()) return written;
  sorted_ = rows_->Snapshot();
  Sort(&governance_);
  std::map<std::string, std::string> digests;
  for (const auto& view : views_) {
    auto digest = DigestOf(*view);
    if (!digest.ok()) return digest.status();
    digests[view->name()] = *std::move(digest);
  }
  return digests;
}

}  // namespace homeward::projections
