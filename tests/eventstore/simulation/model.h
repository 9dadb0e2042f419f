// The log as a child would keep it: a list, walked from the beginning for every question. Written apart from the store,
// from the rules' text, so that the two can disagree. Knows the referral's two halves only.
#ifndef HOMEWARD_TESTS_EVENTSTORE_SIMULATION_MODEL_H_
#define HOMEWARD_TESTS_EVENTSTORE_SIMULATION_MODEL_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace homeward::eventstore {

struct ModelEvent {
  std::string id, unit, type, corrects, retracts;
  uint64_t referral = 0, person = 1;
  int hour = 0;
  std::string stream;  // of a recorded one

  bool SameContent(const ModelEvent& o) const {
    return id == o.id && unit == o.unit && type == o.type && corrects == o.corrects && retracts == o.retracts &&
           referral == o.referral && person == o.person && hour == o.hour;
  }
};

struct ModelBatch {
  std::vector<ModelEvent> events;
  std::vector<std::pair<std::string, uint64_t>> expected;  // stream, revision
  bool validate_only = false;
};

struct ModelAnswer {
  uint64_t first = 0;
  bool duplicate = false;
  std::set<std::string> reasons;  // "REASON@index"
};

class Model {
 public:
  ModelAnswer Propose(const ModelBatch& batch);

  const std::vector<ModelEvent>& log() const { return log_; }
  uint64_t Revision(const std::string& stream) const;

 private:
  struct Recorded {
    std::vector<ModelEvent> events;
    uint64_t first;
  };

  const ModelEvent* Find(const std::string& id) const;
  void CheckStream(const std::string& stream, const std::vector<ModelEvent>& batch,
                   const std::vector<std::string>& streams, const std::vector<bool>& skip, ModelAnswer* answer) const;

  std::vector<ModelEvent> log_;
  std::vector<Recorded> batches_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_TESTS_EVENTSTORE_SIMULATION_MODEL_H_
