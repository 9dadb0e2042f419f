#include "eventstore/gate/gate.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "eventstore/gate/corrections.h"
#include "eventstore/gate/machine.h"
#include "eventstore/gate/signatures.h"
#include "eventstore/gate/standing.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

// The streams in which the batch corrects or retracts are judged as a whole, the others event by event.
absl::Status CheckSteps(const Prepared& prepared, const std::vector<bool>& skip, GateReader& reader,
                        GateResult* result) {
  std::map<StreamId, std::vector<int>> rewritten;  // stream → its events in the batch
  for (size_t i = 0; i < prepared.events.size(); ++i) {
    if (!skip[i] && Rewrites(prepared.proposal.events[i].event)) rewritten[result->streams[i]];
  }
  absl::flat_hash_map<std::string_view, size_t> known;  // stream → which of result->written
  std::vector<std::string_view> names;
  result->written_by.resize(prepared.events.size());
  for (size_t i = 0; i < prepared.events.size(); ++i) {
    if (skip[i]) continue;
    const auto [at, fresh] = known.try_emplace(result->streams[i].value, names.size());
    if (fresh) names.push_back(result->streams[i].value);
    result->written_by[i] = at->second;
  }
  const absl::StatusOr<std::vector<GateStream*>> shown = reader.Streams(names);
  if (!shown.ok()) return shown.status();
  result->written.reserve(names.size());
  for (GateStream* stream : *shown) {
    WrittenStream& written = result->written.emplace_back(WrittenStream{stream, {}});
    if (!written.memory.Parse(stream->memory)) return absl::DataLossError("a row of streams is unreadable");
  }
  for (size_t i = 0; i < prepared.events.size(); ++i) {
    if (skip[i]) continue;
    const auto found = rewritten.empty() ? rewritten.end() : rewritten.find(result->streams[i]);
    if (found != rewritten.end()) {
      found->second.push_back(static_cast<int>(i));
    } else {
      StreamMemory& memory = result->written[result->written_by[i]].memory;
      ApplyEvent(prepared.proposal.events[i].event, static_cast<int>(i), &memory, &result->violations);
    }
  }
  for (const auto& [stream, events] : rewritten) {
    StreamMemory& memory = result->written[known.at(stream.value)].memory;
    absl::Status status = CheckRewrittenStream(prepared, stream, events, reader, &memory, &result->violations);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Rows of governance against those before them, the batch's own earlier ones among them.
void CheckRules(const Prepared& prepared, const std::vector<bool>& known, const RuleBook& before,
                contract::Violations* violations) {
  const auto& events = prepared.proposal.events;
  const auto governs = [](const ProposedEvent& e) { return e.event.type->options.governance(); };
  const auto last = std::find_if(events.rbegin(), events.rend(), governs).base();  // behind it
  std::optional<RuleBook> book;  // a copy, where the batch holds several
  for (auto event = events.begin(); event < last; ++event) {
    const auto i = static_cast<size_t>(event - events.begin());
    if (known[i]) continue;
    (book ? *book : before).Check(event->event, static_cast<int>(i), violations);
    if (event + 1 == last) break;
    if (!book) book = before;
    book->Apply(event->event);
  }
}

// A row is not taken back as long as rows that stand rest on it.
void CheckRetractedRules(const Prepared& prepared, const std::vector<bool>& skip, const GateResult& so_far,
                         const RuleBook& before, contract::Violations* violations) {
  const auto& events = prepared.proposal.events;
  int retracting = -1;
  for (size_t i = 0; i < events.size() && retracting < 0; ++i) {
    if (!skip[i] && IsRetraction(*events[i].event.type) && IsGovernanceStream(so_far.streams[i].value))
      retracting = static_cast<int>(i);
  }
  if (retracting < 0) return;
  RuleBook after = before;
  for (size_t i = 0; i < events.size(); ++i)
    if (!skip[i]) after.Apply(events[i].event);
  const std::set<std::string> missing = before.Missing();
  for (const std::string& what : after.Missing()) {
    if (missing.count(what) != 0) continue;
    violations->push_back({absl::StatusCode::kFailedPrecondition, "LATER_EVENT_RESTS_ON_IT", retracting, "event_id",
                           contract::Cat("rows that stand name ", what), "retract or correct them in the same batch"});
  }
}

}  // namespace

bool NeedsHistory(const Prepared& prepared) {
  return std::any_of(prepared.proposal.events.begin(), prepared.proposal.events.end(),
                     [](const ProposedEvent& e) { return Rewrites(e.event); });
}

absl::StatusOr<GateResult> CheckBatch(const Prepared& prepared, const std::vector<bool>& known, GateReader& reader) {
  GateResult result;
  const size_t count = prepared.events.size();
  result.streams.resize(count);
  result.subjects.resize(count);
  absl::Status signature = CheckSignature(prepared, reader, &result.violations);
  if (!signature.ok()) return signature;
  CheckRules(prepared, known, reader.Rules(), &result.violations);
  std::vector<bool> skip = known;  // also what has no stream because its target is not there
  for (size_t i = 0; i < count; ++i) {
    if (skip[i]) continue;
    reader.Governance().Check(prepared.proposal.events[i].event, static_cast<int>(i), &result.violations);
    CheckSigningEvent(prepared.proposal.events[i].event, static_cast<int>(i), reader.Signing(), &result.violations);
    absl::StatusOr<bool> resolved = ResolveTarget(prepared, static_cast<int>(i), reader, &result);
    if (!resolved.ok()) return resolved.status();
    skip[i] = !*resolved;
  }
  CheckRetractedRules(prepared, skip, result, reader.Rules(), &result.violations);
  absl::Status status = CheckSteps(prepared, skip, reader, &result);
  if (!status.ok()) return status;
  std::stable_sort(result.violations.begin(), result.violations.end(),
                   [](const auto& a, const auto& b) { return a.event_index < b.event_index; });
  return result;
}

}  // namespace homeward::eventstore
