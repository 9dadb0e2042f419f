// ToRecorded for an auditor, from stored bytes to the answer's bytes: no message is built on the way, which is most of
// what a replay of millions would cost. That both say the same is a test over the whole demo.
#ifndef HOMEWARD_SERVICES_AUDIT_WIRE_RECORDED_H_
#define HOMEWARD_SERVICES_AUDIT_WIRE_RECORDED_H_

#include <string>

#include "eventstore/record_view.h"
#include "projections/access/wire_mask.h"

namespace homeward::services {

// One thread at a time; its buffers are reused.
class WireRecorded {
 public:
  // The bytes of the event's RecordedEvent, valid until the next call. Null where the event must go the way of
  // ToRecorded: it points at other events.
  const std::string* Write(const eventstore::RecordView& record);

 private:
  std::string payload_, out_;
  projections::WireMasked masked_;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_WIRE_RECORDED_H_
