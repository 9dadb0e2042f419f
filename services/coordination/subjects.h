// The subject that a request names, as the access log writes it: "kind:id".
#ifndef HOMEWARD_SERVICES_COORDINATION_SUBJECTS_H_
#define HOMEWARD_SERVICES_COORDINATION_SUBJECTS_H_

#include <string>

#include "homeward/coordination/v1/coordination.pb.h"

namespace homeward::services {

std::string SubjectOf(const coordination::v1::GetReferralRequest& request);
std::string SubjectOf(const coordination::v1::GetCaseRequest& request);
std::string SubjectOf(const coordination::v1::GetVictimTimelineRequest& request);
std::string SubjectOf(const coordination::v1::GetServiceUserRecordRequest& request);
std::string SubjectOf(const coordination::v1::WatchCaseRequest& request);
std::string SubjectOf(const coordination::v1::WatchVictimRequest& request);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_COORDINATION_SUBJECTS_H_
