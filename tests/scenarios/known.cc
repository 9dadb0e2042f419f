// As known at each position: what the views answer about the past is what they answered when the log ended there.
#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/scenarios/expect.h"
#include "tests/scenarios/modes.h"

namespace homeward::scenario {
namespace {

constexpr size_t kFailuresMax = 5;

// What was answered about a subject: the answer's bytes, or why there was none.
struct Answered {
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string bytes;
  std::string text;

  bool operator==(const Answered& other) const { return code == other.code && bytes == other.bytes; }
};

template <typename Response>
Answered Take(absl::StatusOr<Response> response) {
  if (!response.ok()) return {response.status().code(), "", response.status().ToString()};
  response->clear_position();  // where the view stands now, not what it knows
  response->clear_incarnation();
  return {absl::StatusCode::kOk, response->SerializeAsString(), response->ShortDebugString()};
}

template <typename Request>
Request Filled(const projections::Viewer& viewer, int64_t as_at_us, uint64_t known_position) {
  Request request;
  request.mutable_context()->set_purpose(viewer.purpose);
  request.mutable_context()->mutable_as_at()->set_seconds(as_at_us / 1'000'000);
  if (known_position != 0) request.mutable_known_at()->set_position(known_position);
  return request;
}

// Asks for "person:p…", "referral:…", "case:…", "service:…" through the auditor's eyes. False: no query answers it.
bool AskFor(const std::string& subject, projections::Views* views, int64_t as_at_us, uint64_t known_position,
            Answered* answered) {
  static const Symbols* nothing = new Symbols({});
  const projections::Viewer viewer = ViewerOf({.unit = "aud.1", .purpose = "audit"}, *nothing);
  const std::vector<std::string> parts = absl::StrSplit(subject, absl::MaxSplits(':', 1));
  static const std::map<std::string, pb::ExchangeKind>* kinds = new std::map<std::string, pb::ExchangeKind>{
      {"referral", pb::EXCHANGE_KIND_REFERRAL},
      {"handover", pb::EXCHANGE_KIND_HANDOVER},
      {"verification", pb::EXCHANGE_KIND_VERIFICATION}};
  if (parts[0] == "person") {
    auto request = Filled<pb::GetVictimTimelineRequest>(viewer, as_at_us, known_position);
    request.set_person(parts[1]);
    *answered = Take(views->GetVictimTimeline(request, viewer));
  } else if (parts[0] == "case" || parts[0] == "tip") {
    auto request = Filled<pb::GetCaseRequest>(viewer, as_at_us, known_position);
    request.set_id(parts[1]);
    *answered = Take(views->GetCase(request, viewer));
  } else if (kinds->contains(parts[0])) {
    auto request = Filled<pb::GetReferralRequest>(viewer, as_at_us, known_position);
    request.set_kind(kinds->at(parts[0]));
    request.set_id(parts[1]);
    *answered = Take(views->GetReferral(request, viewer));
  } else {
    return false;
  }
  return true;
}

}  // namespace

Failures RunKnown(const Plan& plan, const RunOptions& options) {
  const std::string directory = options.scratch + "/known";
  std::filesystem::remove_all(directory);
  auto world = World::Open({directory, options.person_ids});
  if (!world.ok()) return {world.status().ToString()};
  (*world)->Publish(plan.rules);
  std::set<std::string> subjects;
  for (const PlannedBatch& batch : plan.batches) subjects.insert(batch.subjects.begin(), batch.subjects.end());
  const int64_t as_at_us = plan.end_us;

  std::map<std::pair<uint64_t, std::string>, Answered> then;
  for (const PlannedBatch& batch : plan.batches) {
    const Outcome outcome = (*world)->Publish(batch.sending);
    if (!outcome.accepted()) continue;
    if (absl::Status status = (*world)->Settle(); !status.ok()) return {status.ToString()};
    const uint64_t position = outcome.first + outcome.count - 1;
    for (const std::string& subject : subjects) {
      Answered answered;
      if (AskFor(subject, &(*world)->views(), as_at_us, 0, &answered)) then[{position, subject}] = std::move(answered);
    }
  }
  Failures failures;
  for (const auto& [key, expected] : then) {
    Answered answered;
    AskFor(key.second, &(*world)->views(), as_at_us, key.first, &answered);
    if (answered == expected) continue;
    if (failures.size() == kFailuresMax) break;
    failures.push_back(absl::StrCat(plan.script.path, ": ", key.second, " as known at ", key.first,
                                    "\n  then: ", expected.text, "\n  now:  ", answered.text));
  }
  world->reset();
  std::filesystem::remove_all(directory);
  return failures;
}

}  // namespace homeward::scenario
