// A logged event as readers of the log get it.
#ifndef HOMEWARD_SERVICES_AUDIT_RECORDED_H_
#define HOMEWARD_SERVICES_AUDIT_RECORDED_H_

#include "eventstore/log_event.h"
#include "homeward/common/v1/publish.pb.h"

namespace homeward::services {

enum class Sight {
  kAuthor,   // everything
  kAuditor,  // masked
};

common::v1::RecordedEvent ToRecorded(const eventstore::LogEvent& event, Sight sight);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_RECORDED_H_
