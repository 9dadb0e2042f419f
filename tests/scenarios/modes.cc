#include "tests/scenarios/modes.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/scenarios/answers.h"
#include "tests/scenarios/expect.h"

namespace homeward::scenario {
namespace {

// What a world shows in the end: the digest of each view, and what is answered about each subject.
struct Shown {
  std::map<std::string, std::string> digests;
  std::map<std::string, Answered> answers;
};

// Opens the world in `directory` and, where it is new, publishes the rules.
absl::StatusOr<std::unique_ptr<World>> OpenWithRules(const Plan& plan, const RunOptions& options,
                                                     const std::string& directory) {
  auto world = World::Open({directory, options.person_ids});
  if (!world.ok() || (*world)->store().head().position.value > 0) return world;
  const Outcome outcome = (*world)->Publish(plan.rules);
  if (!outcome.accepted()) return absl::InternalError("the rules were refused:" + outcome.details);
  if (absl::Status status = (*world)->Settle(); !status.ok()) return status;
  return world;
}

// A world of its own with the rules already in the log; its folder goes when it does. Making a log and its views anew
// costs more than a scenario, so each one is a copy of the first.
struct Fresh {
  std::string directory;
  std::unique_ptr<World> world;
  absl::Status status;

  Fresh(const Plan& plan, const RunOptions& options) : directory(options.scratch + "/world") {
    const std::string model = options.scratch + "/model";
    if (!std::filesystem::exists(model)) status = OpenWithRules(plan, options, model).status();
    std::error_code error;
    std::filesystem::remove_all(directory, error);
    std::filesystem::copy(model, directory, std::filesystem::copy_options::recursive, error);
    if (error) status = absl::UnavailableError(error.message());
    if (!status.ok()) return;
    auto opened = OpenWithRules(plan, options, directory);
    status = opened.status();
    if (opened.ok()) world = *std::move(opened);
  }
  ~Fresh() {
    world.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
  }
};

std::string At(const Plan& plan, int line, absl::string_view what) {
  return absl::StrCat(plan.script.path, ":", line, ": ", what);
}

std::string Reasons(const std::set<std::string>& reasons) {
  return reasons.empty() ? "accepted" : "refused with " + absl::StrJoin(reasons, " ");
}

// Batches that must be accepted, as they stand, governance first.
std::vector<const PlannedBatch*> Accepted(const Plan& plan) {
  std::vector<const PlannedBatch*> batches;
  for (const bool governance : {true, false}) {
    for (const PlannedBatch& batch : plan.batches) {
      if (batch.batch->refused.empty() && batch.governance == governance) batches.push_back(&batch);
    }
  }
  return batches;
}

class Written {
 public:
  Written(const Plan& plan, const RunOptions& options) : plan_(plan), fresh_(plan, options) {}

  Failures Run() {
    if (!fresh_.status.ok()) return {fresh_.status.ToString()};
    scene_.plan = &plan_;
    scene_.world = fresh_.world.get();
    for (const Step& step : plan_.script.steps) {
      if (const auto* batch = std::get_if<Batch>(&step)) Publish(*batch);
      if (const auto* again = std::get_if<Again>(&step)) Repeat(*again);
      if (const auto* expectation = std::get_if<Expectation>(&step)) Expect(*expectation);
    }
    return std::move(failures_);
  }

 private:
  void Fail(int line, absl::string_view what) { failures_.push_back(At(plan_, line, what)); }

  // Whether the batch fared as it should.
  bool Judge(int line, const std::vector<std::string>& refused, const Outcome& outcome) {
    const std::set<std::string> expected(refused.begin(), refused.end());
    if (expected == outcome.reasons) return true;
    Fail(line, absl::StrCat("expected ", Reasons(expected), ", got ", Reasons(outcome.reasons), outcome.details));
    return false;
  }

  void Publish(const Batch& batch) {
    const PlannedBatch& planned = *plan_.Find(batch);
    const Outcome outcome = fresh_.world->Publish(planned.sending);
    last_ = &planned;
    if (!Judge(batch.line, batch.refused, outcome) || !outcome.accepted()) return;
    first_answers_[&planned] = outcome;
    for (size_t i = 0; i < batch.events.size(); ++i) {
      if (!batch.events[i].label.empty()) scene_.positions[batch.events[i].label] = outcome.first + i;
      labels_[batch.events[i].label] = &planned;
    }
  }

  void Repeat(const Again& again) {
    const PlannedBatch* planned = again.label.empty() ? last_ : labels_[again.label];
    if (planned == nullptr) return Fail(again.line, absl::StrCat("no batch holds ", again.label));
    auto sending = PrepareAgain(plan_, *planned, again);
    if (!sending.ok()) return Fail(again.line, sending.status().message());
    const Outcome outcome = fresh_.world->Publish(*sending);
    if (!Judge(again.line, again.refused, outcome) || !outcome.accepted()) return;
    const Outcome& first = first_answers_[planned];
    if (!outcome.duplicate || outcome.first != first.first || outcome.count != first.count) {
      Fail(again.line, "the same batch again was not answered with its first answer");
    }
  }

  void Expect(const Expectation& expectation) {
    for (const std::string& difference : Check(expectation, scene_)) {
      Fail(expectation.line,
           absl::StrCat(absl::StrJoin(expectation.words, " "), " (as ", expectation.viewer.unit, "): ", difference));
    }
  }

  const Plan& plan_;
  Fresh fresh_;
  Scene scene_;
  Failures failures_;
  const PlannedBatch* last_ = nullptr;
  std::map<std::string, const PlannedBatch*> labels_;
  std::map<const PlannedBatch*, Outcome> first_answers_;
};

// Publishes in the order given, all arriving when everything has been recorded; `twice`: each batch once more, at once.
absl::Status PublishAll(const Plan& plan, const std::vector<const PlannedBatch*>& order, bool twice, World* world) {
  struct Sent {
    const PlannedBatch* batch;
    std::future<Outcome> first, second;
  };
  std::vector<Sent> sent;
  for (const PlannedBatch* batch : order) {
    Sending sending = batch->sending;
    sending.arrives_us = plan.end_us;
    sent.push_back({batch, world->Send(sending), {}});
    if (twice) sent.back().second = world->Send(sending);
  }
  for (Sent& one : sent) {
    const int line = one.batch->batch->line;
    const Outcome first = one.first.get();
    if (!first.accepted()) {
      return absl::FailedPreconditionError(At(plan, line, absl::StrCat(Reasons(first.reasons), first.details)));
    }
    if (!twice) continue;
    const Outcome second = one.second.get();
    if (!second.accepted() || !second.duplicate || second.first != first.first || second.count != first.count) {
      return absl::FailedPreconditionError(At(plan, line, "sent twice, the second answer is not the first again"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Shown> WhatShows(const Plan& plan, World* world) {
  auto digests = world->Digests();
  if (!digests.ok()) return digests.status();
  Shown shown{.digests = *digests};
  const Question question{.as_at_us = plan.end_us, .places_in_the_log = false};
  for (const PlannedBatch& batch : plan.batches) {
    for (const std::string& subject : batch.subjects) {
      Answered answered;
      if (shown.answers.contains(subject) || !AskFor(subject, question, &world->views(), &answered)) continue;
      shown.answers[subject] = std::move(answered);
    }
  }
  for (const bool restated : {false, true}) {
    const Answered& figures = shown.answers[restated ? "figures restated" : "figures"] =
        AskForFigures(restated, question, &world->views());
    if (figures.code != absl::StatusCode::kOk) return absl::InternalError("no figures: " + figures.text);
  }
  return shown;
}

absl::StatusOr<Shown> PublishAndLook(const Plan& plan, const RunOptions& options,
                                     const std::vector<const PlannedBatch*>& order, bool twice) {
  Fresh fresh(plan, options);
  if (!fresh.status.ok()) return fresh.status;
  if (absl::Status status = PublishAll(plan, order, twice, fresh.world.get()); !status.ok()) return status;
  return WhatShows(plan, fresh.world.get());
}

void Compare(const Shown& expected, const absl::StatusOr<Shown>& got, const std::string& where, Failures* failures) {
  if (!got.ok()) {
    failures->push_back(absl::StrCat(where, ": ", got.status().message()));
    return;
  }
  for (const auto& [view, digest] : expected.digests) {
    const auto it = got->digests.find(view);
    if (it == got->digests.end() || it->second != digest) {
      failures->push_back(absl::StrCat(where, ": view '", view, "' differs from written order"));
    }
  }
  for (const auto& [subject, answer] : expected.answers) {
    const auto it = got->answers.find(subject);
    if (it == got->answers.end() || !(it->second == answer)) {
      failures->push_back(absl::StrCat(where, ": ", subject,
                                       " is answered otherwise than in written order\n  written: ", answer.text,
                                       "\n  here:    ", it == got->answers.end() ? "" : it->second.text));
    }
  }
}

// A merge drawn evenly among the batches that may come next: those before which nothing waits in a stream of theirs.
std::vector<const PlannedBatch*> DrawMerge(const std::vector<const PlannedBatch*>& batches, std::mt19937_64* dice) {
  std::vector<const PlannedBatch*> waiting = batches, merge;
  while (!waiting.empty()) {
    std::vector<size_t> ready;
    std::set<std::string> blocked;
    for (size_t i = 0; i < waiting.size(); ++i) {
      const auto& streams = waiting[i]->streams;
      const bool free =
          std::none_of(streams.begin(), streams.end(), [&](const auto& s) { return blocked.contains(s); });
      if (waiting[i]->governance) {  // first, and in their own order
        ready = {i};
        break;
      }
      if (free) ready.push_back(i);
      blocked.insert(streams.begin(), streams.end());
    }
    const size_t next = ready[(*dice)() % ready.size()];
    merge.push_back(waiting[next]);
    waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(next));
  }
  return merge;
}

}  // namespace

Failures RunWritten(const Plan& plan, const RunOptions& options) { return Written(plan, options).Run(); }

Failures RunMerges(const Plan& plan, const RunOptions& options) {
  const std::vector<const PlannedBatch*> accepted = Accepted(plan);
  const absl::StatusOr<Shown> expected = PublishAndLook(plan, options, accepted, false);
  if (!expected.ok()) return {std::string(expected.status().message())};
  Failures failures;
  for (int merge = 0; merge < options.merges && failures.empty(); ++merge) {
    std::mt19937_64 dice(options.seed + static_cast<uint64_t>(merge));
    const std::string where = absl::StrCat("merge ", merge, " of HOMEWARD_SEED=", options.seed);
    Compare(*expected, PublishAndLook(plan, options, DrawMerge(accepted, &dice), false), where, &failures);
  }
  return failures;
}

Failures RunTwice(const Plan& plan, const RunOptions& options) {
  const std::vector<const PlannedBatch*> accepted = Accepted(plan);
  const absl::StatusOr<Shown> expected = PublishAndLook(plan, options, accepted, false);
  if (!expected.ok()) return {std::string(expected.status().message())};
  Failures failures;
  Compare(*expected, PublishAndLook(plan, options, accepted, true), "every batch twice", &failures);
  return failures;
}

Failures RunRebuilt(const Plan& plan, const RunOptions& options) {
  Fresh fresh(plan, options);
  absl::Status status = fresh.status;
  if (status.ok()) status = PublishAll(plan, Accepted(plan), false, fresh.world.get());
  if (!status.ok()) return {std::string(status.message())};
  const absl::StatusOr<Shown> before = WhatShows(plan, fresh.world.get());
  if (!before.ok()) return {before.status().ToString()};
  if (status = fresh.world->Rebuild(); !status.ok()) return {status.ToString()};
  Failures failures;
  Compare(*before, WhatShows(plan, fresh.world.get()), "rebuilt from zero", &failures);
  return failures;
}

}  // namespace homeward::scenario
