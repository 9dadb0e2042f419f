// ToRecorded from stored bytes to the answer's bytes: no message is built on the way, which is most of what a replay of
// millions would cost. That both say the same is a test over the whole demo.
#ifndef HOMEWARD_SERVICES_AUDIT_WIRE_RECORDED_H_
#define HOMEWARD_SERVICES_AUDIT_WIRE_RECORDED_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/record_view.h"
#include "eventstore/store.h"
#include "projections/access/wire_mask.h"
#include "proto/contract/contract.h"
#include "services/audit/recorded.h"
#include "services/audit/shown_ids.h"

namespace homeward::services {

// One thread at a time; its buffers are reused.
//
//   if (wire.Take(record)) wire.Write(sight);
class WireRecorded {
 public:
  // `store` must outlive it: what an event points at is looked up there.
  explicit WireRecorded(const eventstore::Store& store) : ids_(store) {}

  // Finds the parts of a record, which must live as long as they are used. False where the event must be parsed: a type
  // that this program does not know, or bytes such as protobuf's writers do not write.
  bool Take(const eventstore::RecordView& record);

  // Of the event taken: the unit that acted.
  std::string_view unit() const { return attributes_.unit; }

  // The bytes of the RecordedEvent taken, valid until the next call. Empty where the event must be parsed. Errors: the
  // store's.
  absl::StatusOr<std::string_view> Write(Sight sight);

 private:
  // What of the envelope a RecordedEvent says.
  struct Attributes {
    std::string_view id, source, unit, province, corrects;
    int64_t time_us = 0, recorded_us = 0;
  };
  // What the contract says of a type, found once.
  struct Shape {
    const contract::EventType* type = nullptr;            // null: there is none
    std::array<const projections::WireMask*, 2> masks{};  // of any stream, of a referral's
    std::vector<uint32_t> pointers;                       // fields that hold another event's id
  };

  Shape* ShapeOf(uint32_t number);
  static bool TakeEnvelope(std::string_view envelope, Attributes* attributes);
  absl::Status ShowPointers();
  std::string_view WriteAll(std::string_view payload, bool shows_all);

  ShownIds ids_;
  std::vector<Shape> shapes_;  // by the type's number

  const eventstore::RecordView* record_ = nullptr;
  Shape* shape_ = nullptr;
  Attributes attributes_;
  std::string_view payload_;  // sections joined in
  std::vector<std::string_view> subjects_;
  std::vector<std::string> shown_;  // what stands for other events' ids
  std::string joined_, pointed_, out_;
  projections::WireMasked masked_;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_WIRE_RECORDED_H_
