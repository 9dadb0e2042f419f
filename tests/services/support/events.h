// Events in one line. All data is synthetic.
#ifndef HOMEWARD_TESTS_SERVICES_SUPPORT_EVENTS_H_
#define HOMEWARD_TESTS_SERVICES_SUPPORT_EVENTS_H_

#include <string>

#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"
#include "homeward/labour/v1/labour_service.pb.h"
#include "homeward/police/v1/police_service.pb.h"

namespace homeward::services::testing {

std::string NewUuid7();  // never the same twice

// pol.01 refers the person to soc.01.
police::v1::Event Sent(const std::string& referral, const std::string& person, const std::string& unit = "pol.01");
// pol.01 freed the person in commune 01.00004.
police::v1::Event Rescued(const std::string& person);
police::v1::Event Cancelled(const std::string& referral, const std::string& unit = "pol.01");
// soc.01 has seen it, has taken it on.
labour::v1::Event Received(const std::string& referral, const std::string& person);
labour::v1::Event Accepted(const std::string& referral, const std::string& person);

// The reason of the refusal's first ErrorInfo; empty if there is none.
std::string ReasonOf(const google::rpc::Status& refusal);
std::string ReasonOf(const grpc::Status& status);  // from grpc-status-details-bin
std::string MetadataOf(const grpc::Status& status, const std::string& key);  // of that ErrorInfo
std::string NextStepOf(const grpc::Status& status);

}  // namespace homeward::services::testing

#endif  // HOMEWARD_TESTS_SERVICES_SUPPORT_EVENTS_H_
