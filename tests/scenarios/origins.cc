// Where shown values come from, over whole journeys: differences find exactly the rows that are others, and every
// explained value is one that the view shows and that its last step made.
#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/scenarios/answers.h"
#include "tests/scenarios/expect.h"
#include "tests/scenarios/modes.h"

namespace homeward::scenario {
namespace {

constexpr size_t kFailuresMax = 5;
constexpr int kRanges = 4;  // into which the log is cut

// Through whose eyes: the auditor reads every row but screenings.
const projections::Viewer& Auditor() {
  static const auto* auditor =
      new projections::Viewer(ViewerOf({.unit = "aud.1", .purpose = "audit"}, *new Symbols({})));
  return *auditor;
}

template <typename Request>
Request Asked(const Plan& plan) {
  Request request;
  request.mutable_context()->set_purpose(Auditor().purpose);
  request.mutable_context()->mutable_as_at()->set_seconds(plan.end_us / 1'000'000);
  return request;
}

absl::StatusOr<std::set<std::string>> Differing(const Plan& plan, uint64_t from, uint64_t to,
                                                projections::Views* views) {
  auto request = Asked<pb::ListDifferencesRequest>(plan);
  request.mutable_from()->set_position(from);
  request.mutable_to()->set_position(to);
  std::set<std::string> subjects;
  do {
    auto page = views->ListDifferences(request, Auditor());
    if (!page.ok()) return page.status();
    for (const pb::Difference& row : page->differences()) {
      const bool passing = row.view() == "referrals" &&
                           (absl::StartsWith(row.subject(), "tip:") || absl::StartsWith(row.subject(), "case:"));
      if (row.view() != "screenings" && !passing) subjects.insert(row.subject());
      for (const pb::FieldDifference& field : row.fields())
        if (field.changed_by_size() == 0 && !row.cut())
          return absl::InternalError(absl::StrCat("no event changed ", field.path(), " of ", row.subject()));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return subjects;
}

Failures CheckRange(const Plan& plan, const std::set<std::string>& subjects, uint64_t from, uint64_t to,
                    projections::Views* views) {
  const auto differing = Differing(plan, from, to, views);
  if (!differing.ok()) return {differing.status().ToString()};
  Failures failures;
  for (const std::string& subject : subjects) {
    Answered before, after;
    // A tip that led to a case is told as that case.
    if (absl::StartsWith(subject, "screening:") || absl::StartsWith(subject, "tip:") ||
        !AskFor(subject, {.as_at_us = plan.end_us, .known_position = from}, views, &before))
      continue;
    AskFor(subject, {.as_at_us = plan.end_us, .known_position = to}, views, &after);
    if ((before == after) == !differing->contains(subject)) continue;
    failures.push_back(
        absl::StrCat(plan.script.path, ": ", subject, before == after ? " is the same" : " is another", " from ", from,
                     " to ", to, ", the differences say otherwise\n  then: ", before.text, "\n  now:  ", after.text));
  }
  return failures;
}

Failures CheckExplained(const Plan& plan, const std::string& subject, projections::Views* views) {
  auto request = Asked<pb::ExplainRequest>(plan);
  request.set_subject(subject);
  const auto response = views->Explain(request, Auditor());
  if (absl::IsNotFound(response.status())) return {};
  if (!response.ok()) return {absl::StrCat(subject, ": ", response.status().ToString())};
  Failures failures;
  for (const pb::ExplainedValue& value : response->values()) {
    const bool made = value.steps_size() > 0 && value.steps(value.steps_size() - 1).value() == value.value();
    if (!value.value().empty() && made) continue;
    failures.push_back(absl::StrCat(plan.script.path, ": ", subject, " is not explained: ", value.ShortDebugString()));
  }
  return failures;
}

}  // namespace

Failures RunOrigins(const Plan& plan, const RunOptions& options) {
  const std::string directory = options.scratch + "/origins";
  std::filesystem::remove_all(directory);
  auto world = World::Open({directory, options.person_ids});
  if (!world.ok()) return {world.status().ToString()};
  (*world)->Advance(plan.end_us);
  const uint64_t first = (*world)->Publish(plan.rules).count;
  std::set<std::string> subjects;
  for (const PlannedBatch& batch : plan.batches)
    if ((*world)->Publish(batch.sending).accepted()) subjects.insert(batch.subjects.begin(), batch.subjects.end());
  if (absl::Status status = (*world)->Settle(); !status.ok()) return {status.ToString()};
  const uint64_t head = (*world)->store().head().position.value;
  Failures failures;
  const auto take = [&](Failures more) {
    for (std::string& failure : more)
      if (failures.size() < kFailuresMax) failures.push_back(std::move(failure));
  };
  for (int i = 0; i < kRanges; ++i)
    take(CheckRange(plan, subjects, first + (head - first) * i / kRanges, first + (head - first) * (i + 1) / kRanges,
                    &(*world)->views()));
  for (const std::string& subject : subjects) take(CheckExplained(plan, subject, &(*world)->views()));
  world->reset();
  std::filesystem::remove_all(directory);
  return failures;
}

}  // namespace homeward::scenario
