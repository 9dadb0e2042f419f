// The subject that a request names, as the access log writes it: "kind:id".
#ifndef HOMEWARD_SERVICES_COORDINATION_SUBJECTS_H_
#define HOMEWARD_SERVICES_COORDINATION_SUBJECTS_H_

#include <string>

#include "homeward/coordination/v1/coordination.pb.h"

namespace homeward::services {

// Of a referral, handover or verification. Empty for the transfer of a tip or a file, which is the two units' while the
// tip or case itself may not be: the query decides, and RecordedAs says what was looked at.
std::string SubjectOf(const coordination::v1::GetReferralRequest& request);
std::string RecordedAs(const coordination::v1::GetReferralRequest& request);
// Empty where none is named, or where the passing of a tip or of a file is asked about.
std::string SubjectOf(const coordination::v1::ListDifferencesRequest& request);
std::string RecordedAs(const coordination::v1::ListDifferencesRequest& request);
std::string SubjectOf(const coordination::v1::ExplainRequest& request);
std::string RecordedAs(const coordination::v1::ExplainRequest& request);
std::string SubjectOf(const coordination::v1::GetCaseRequest& request);
std::string SubjectOf(const coordination::v1::GetScreeningRequest& request);
std::string SubjectOf(const coordination::v1::GetVictimTimelineRequest& request);
std::string SubjectOf(const coordination::v1::GetServiceUserRecordRequest& request);
std::string SubjectOf(const coordination::v1::WatchCaseRequest& request);
std::string SubjectOf(const coordination::v1::WatchVictimRequest& request);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_COORDINATION_SUBJECTS_H_
