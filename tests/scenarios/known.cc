// As known at each position: what the views answer about the past is what they answered when the log ended there, as
// far as the reader may read it today.
#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "projections/projector/fold_records.h"
#include "tests/scenarios/answers.h"
#include "tests/scenarios/modes.h"

namespace homeward::scenario {
namespace {

constexpr size_t kFailuresMax = 5;
constexpr char kAuditor[] = "aud.1";
constexpr char kCases[] = "cases";

using Exchanges = std::vector<pb::Exchange>;

// Everything that is asked of one position.
struct Moment {
  std::map<std::string, Answered> subjects;                                        // and "cases", "figures"
  std::map<std::pair<std::string, std::string>, absl::StatusOr<Exchanges>> lists;  // by list and unit
  std::map<std::string, std::string> digests;
};

Moment Look(const Plan& plan, const std::set<std::string>& subjects, uint64_t known_position, World* world) {
  const Question question{.as_at_us = plan.end_us, .known_position = known_position};
  Moment moment;
  for (const std::string& subject : subjects) {
    Answered answered;
    if (AskFor(subject, question, &world->views(), &answered)) moment.subjects[subject] = std::move(answered);
  }
  moment.subjects[kCases] = AskForCases(question, &world->views());
  for (const bool restated : {false, true})
    moment.subjects[restated ? "figures restated" : "figures"] = AskForFigures(restated, question, &world->views());
  std::vector<std::string> units = plan.script.units;
  units.push_back(kAuditor);
  for (const std::string& unit : units)
    for (const char* list : {"board", "inbox", "outbox"})
      moment.lists.emplace(std::pair(list, unit), AskForList(list, unit, question, &world->views()));
  pb::KnownAt known_at;
  known_at.set_position(known_position);
  if (auto digests = world->views().Digests({}, known_at); digests.ok())
    moment.digests = {digests->by_view.begin(), digests->by_view.end()};
  return moment;
}

// The row as it was told then, less what has been closed to the reader since; nothing where all of it has.
std::string TodaysPart(pb::Exchange then, const std::string& unit, const Question& today, projections::Views* views) {
  if (unit == kAuditor) return then.SerializeAsString();
  const auto now = AskForExchange(then, unit, today, views);
  if (!now.ok()) return "";
  for (const char* field : {"need", "person"}) {
    const auto masked = [&](const pb::Exchange& e) {
      return std::find(e.masked().begin(), e.masked().end(), field) != e.masked().end();
    };
    if (!masked(*now) || masked(then)) continue;
    then.GetReflection()->ClearField(&then, then.GetDescriptor()->FindFieldByName(field));
    then.add_masked(field);
  }
  return then.SerializeAsString();
}

std::vector<std::string> Bytes(const absl::StatusOr<Exchanges>& rows, const std::string& unit, const Plan& plan,
                               World* world) {
  if (!rows.ok()) return {rows.status().ToString()};
  std::vector<std::string> bytes;
  for (const pb::Exchange& row : *rows)
    if (std::string part = TodaysPart(row, unit, {.as_at_us = plan.end_us}, &world->views()); !part.empty())
      bytes.push_back(std::move(part));
  return bytes;
}

std::string Text(const absl::StatusOr<Exchanges>& rows) {
  if (!rows.ok()) return rows.status().ToString();
  std::string text;
  for (const pb::Exchange& row : *rows) absl::StrAppend(&text, row.ShortDebugString(), "\n        ");
  return text;
}

Failures Compare(const Plan& plan, uint64_t position, const Moment& then, const Moment& now, World* world) {
  Failures failures;
  const auto fail = [&](absl::string_view what, absl::string_view was, absl::string_view is) {
    failures.push_back(
        absl::StrCat(plan.script.path, ": ", what, " as known at ", position, "\n  then: ", was, "\n  now:  ", is));
  };
  for (const auto& [subject, answered] : then.subjects)
    if (const Answered& again = now.subjects.at(subject); !(again == answered))
      fail(subject, answered.text, again.text);
  for (const auto& [key, rows] : then.lists) {
    const auto& again = now.lists.at(key);
    if (Bytes(rows, key.second, plan, world) != Bytes(again, key.second, plan, world))
      fail(absl::StrCat(key.first, " of ", key.second), Text(rows), Text(again));
  }
  for (const auto& [view, digest] : then.digests) {
    const auto again = now.digests.find(view);
    if (again == now.digests.end() || again->second != digest) fail("the digest of " + view, digest, "another");
  }
  return failures;
}

// The records alone, folded without a server, give the digests that the server has.
Failures FoldedFromRecords(const std::string& directory, World* world) {
  auto fold = projections::RecordsFold::Begin(directory);
  if (!fold.ok()) return {fold.status().ToString()};
  absl::Status status;
  const auto read = world->store().ReadRecords(eventstore::Position(1), world->store().head().position,
                                               [&](const eventstore::RecordView& record) {
                                                 status = (*fold)->Add(record.bytes);
                                                 return status.ok();
                                               });
  if (!read.ok() || !status.ok()) return {read.ToString(), status.ToString()};
  const auto digests = (*fold)->Finish(), expected = world->Digests();
  if (!digests.ok() || !expected.ok()) return {digests.status().ToString(), expected.status().ToString()};
  return *digests == *expected ? Failures() : Failures{"the views folded from the records alone are others"};
}

}  // namespace

Failures RunKnown(const Plan& plan, const RunOptions& options) {
  const std::string directory = options.scratch + "/known";
  std::filesystem::remove_all(directory);
  auto world = World::Open({directory, options.person_ids});
  if (!world.ok()) return {world.status().ToString()};
  (*world)->Advance(plan.end_us);  // today is the same for every question
  (*world)->Publish(plan.rules);
  std::set<std::string> subjects;
  for (const PlannedBatch& batch : plan.batches) subjects.insert(batch.subjects.begin(), batch.subjects.end());

  std::map<uint64_t, Moment> moments;
  for (const PlannedBatch& batch : plan.batches) {
    const Outcome outcome = (*world)->Publish(batch.sending);
    if (!outcome.accepted()) continue;
    if (absl::Status status = (*world)->Settle(); !status.ok()) return {status.ToString()};
    moments[outcome.first + outcome.count - 1] = Look(plan, subjects, 0, world->get());
  }
  Failures failures = FoldedFromRecords(directory + "/records", world->get());
  for (const auto& [position, then] : moments) {
    const Moment now = Look(plan, subjects, position, world->get());
    for (std::string& failure : Compare(plan, position, then, now, world->get()))
      failures.push_back(std::move(failure));
    if (failures.size() >= kFailuresMax) break;
  }
  world->reset();
  std::filesystem::remove_all(directory);
  return failures;
}

}  // namespace homeward::scenario
