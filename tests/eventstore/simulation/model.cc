#include "tests/eventstore/simulation/model.h"

#include <algorithm>
#include <map>
#include <utility>

#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

// pathways.md 2.1, both halves.
const std::map<std::string, std::pair<std::set<std::string>, std::string>> kSteps = {
    {"Sent", {{"none"}, "sent"}},
    {"Cancelled", {{"sent"}, "cancelled"}},
    {"Closed", {{"sent"}, "closed"}},
    {"Received", {{"none"}, "received"}},
    {"Accepted", {{"none", "received"}, "accepted"}},
    {"Started", {{"none", "received", "accepted"}, "in_progress"}},
    {"OnHold", {{"accepted", "in_progress"}, "on_hold"}},
    {"Resumed", {{"on_hold"}, "@before"}},
    {"Completed", {{"accepted", "in_progress", "on_hold"}, "completed"}},
};

bool IsSender(const std::string& type) { return type == "Sent" || type == "Cancelled" || type == "Closed"; }

bool InForce(const std::vector<ModelEvent>& events, size_t i) {
  for (size_t j = i + 1; j < events.size(); ++j) {
    if (events[j].retracts == events[i].id && InForce(events, j)) return false;
  }
  return true;
}

bool Replaced(const std::vector<ModelEvent>& events, size_t i) {
  for (size_t j = i + 1; j < events.size(); ++j) {
    if (events[j].corrects == events[i].id && InForce(events, j)) return true;
  }
  return false;
}

bool Stands(const std::vector<ModelEvent>& events, size_t i) { return InForce(events, i) && !Replaced(events, i); }

// Index of the first event of the chain of corrections.
size_t Place(const std::vector<ModelEvent>& events, size_t i) {
  for (size_t j = 0; j < i; ++j) {
    if (!events[i].corrects.empty() && events[j].id == events[i].corrects) return Place(events, j);
  }
  return i;
}

// What is wrong with each event when what stands is folded: index → reasons.
std::map<size_t, std::set<std::string>> Broken(const std::vector<ModelEvent>& events) {
  std::vector<std::pair<size_t, size_t>> order;  // place, index
  for (size_t i = 0; i < events.size(); ++i) {
    if (Stands(events, i) && events[i].retracts.empty()) order.emplace_back(Place(events, i), i);
  }
  std::sort(order.begin(), order.end());
  std::map<size_t, std::set<std::string>> broken;
  std::string state = "none", before = "none";
  int hour = -1'000'000;
  for (const auto& [place, i] : order) {
    const auto& [from, to] = kSteps.at(events[i].type);
    if (from.count(state) == 0) {
      broken[i].insert("ILLEGAL_STEP");
    } else {
      const std::string next = to == "@before" ? before : to;
      before = state;
      state = next;
    }
    if (events[i].hour < hour) broken[i].insert("TIME_RUNS_BACKWARDS");
    hour = std::max(hour, events[i].hour);
  }
  return broken;
}

std::string At(const std::string& reason, int index) { return reason + "@" + std::to_string(index); }

}  // namespace

const ModelEvent* Model::Find(const std::string& id) const {
  for (const ModelEvent& event : log_) {
    if (event.id == id) return &event;
  }
  return nullptr;
}

uint64_t Model::Revision(const std::string& stream) const {
  return std::count_if(log_.begin(), log_.end(), [&](const ModelEvent& e) { return e.stream == stream; });
}

ModelAnswer Model::Propose(const ModelBatch& batch) {
  ModelAnswer answer;
  const int count = static_cast<int>(batch.events.size());
  for (const Recorded& recorded : batches_) {
    if (std::equal(recorded.events.begin(), recorded.events.end(), batch.events.begin(), batch.events.end(),
                   [](const auto& a, const auto& b) { return a.SameContent(b); })) {
      answer.first = recorded.first;
      answer.duplicate = true;
      return answer;
    }
  }

  std::vector<bool> skip(count, false);
  std::set<std::string> ids;
  int known = 0;
  for (int i = 0; i < count; ++i) {
    const ModelEvent& event = batch.events[i];
    const ModelEvent* recorded = Find(event.id);
    if (!ids.insert(event.id).second || (recorded != nullptr && !recorded->SameContent(event))) {
      answer.reasons.insert(At("ID_REUSED", i));
    } else if (recorded != nullptr) {
      skip[i] = true;
      ++known;
    }
  }
  if (known == count) answer.reasons.insert("BATCH_REGROUPED@-1");
  if (known > 0 && known < count) answer.reasons.insert("BATCH_PARTLY_KNOWN@-1");
  for (const auto& [stream, revision] : batch.expected) {
    if (Revision(stream) != revision) answer.reasons.insert("REVISION_CONFLICT@-1");
  }

  std::vector<std::string> streams(count);
  for (int i = 0; i < count; ++i) {
    if (skip[i]) continue;
    const ModelEvent& event = batch.events[i];
    if (event.retracts.empty()) {
      streams[i] = IsSender(event.type) ? OutStream(event.referral, event.unit) : InStream(event.referral, event.unit);
    }
    const std::string& target = event.retracts.empty() ? event.corrects : event.retracts;
    if (target.empty()) continue;
    std::string stream, unit;
    if (const ModelEvent* recorded = Find(target)) {
      stream = recorded->stream;
      unit = recorded->unit;
    }
    for (int j = 0; j < i; ++j) {
      if (batch.events[j].id == target && !streams[j].empty()) {
        stream = streams[j];
        unit = batch.events[j].unit;
        break;
      }
    }
    if (stream.empty()) {
      answer.reasons.insert(At("CORRECTED_EVENT_UNKNOWN", i));
    } else if (unit != event.unit) {
      answer.reasons.insert(At("NOT_THE_AUTHOR", i));
    } else if (!streams[i].empty() && streams[i] != stream) {
      answer.reasons.insert(At("CORRECTED_EVENT_UNKNOWN", i));
    } else {
      streams[i] = stream;
      continue;
    }
    skip[i] = true;
  }
  for (const std::string& stream : std::set<std::string>(streams.begin(), streams.end())) {
    if (!stream.empty()) CheckStream(stream, batch.events, streams, skip, &answer);
  }
  if (!answer.reasons.empty() || batch.validate_only) return answer;

  answer.first = log_.size() + 1;
  for (int i = 0; i < count; ++i) {
    log_.push_back(batch.events[i]);
    log_.back().stream = streams[i];
  }
  batches_.push_back({batch.events, answer.first});
  return answer;
}

void Model::CheckStream(const std::string& stream, const std::vector<ModelEvent>& batch,
                        const std::vector<std::string>& streams, const std::vector<bool>& skip,
                        ModelAnswer* answer) const {
  std::vector<ModelEvent> events;
  for (const ModelEvent& event : log_) {
    if (event.stream == stream) events.push_back(event);
  }
  const size_t recorded = events.size();
  const auto broken_before = Broken(events);
  std::vector<int> index(recorded, -1);
  int rewriting = -1;
  for (size_t i = 0; i < batch.size(); ++i) {
    if (skip[i] || streams[i] != stream) continue;
    const std::string& target = batch[i].retracts.empty() ? batch[i].corrects : batch[i].retracts;
    if (!target.empty() && rewriting < 0) rewriting = static_cast<int>(i);
    bool stands = true;
    for (size_t j = 0; j < events.size(); ++j) {
      if (events[j].id == target) stands = stands && Stands(events, j);
    }
    if (!target.empty() && !stands) {
      answer->reasons.insert(At("ILLEGAL_STEP", static_cast<int>(i)));
      continue;
    }
    events.push_back(batch[i]);
    index.push_back(static_cast<int>(i));
  }
  for (const auto& [i, reasons] : Broken(events)) {
    if (i < recorded) {
      if (broken_before.count(i) == 0) answer->reasons.insert(At("LATER_EVENT_RESTS_ON_IT", rewriting));
    } else {
      for (const std::string& reason : reasons) answer->reasons.insert(At(reason, index[i]));
    }
  }
}

}  // namespace homeward::eventstore
