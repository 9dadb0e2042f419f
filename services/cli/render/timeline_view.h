// A person's way in its four lanes, and where every track of it stands.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_TIMELINE_VIEW_H_
#define HOMEWARD_SERVICES_CLI_RENDER_TIMELINE_VIEW_H_

#include "google/protobuf/repeated_ptr_field.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "homeward/coordination/v1/views.pb.h"
#include "services/cli/session.h"

namespace homeward::cli {

void ShowTimeline(const Session& session, const coordination::v1::VictimTimeline& timeline);

// A support-model user's record: a key domain of its own.
void ShowServiceUser(const Session& session, const coordination::v1::GetServiceUserRecordResponse& record);

// Parts that a case shows as well.
void ShowDeadlines(const Session& session,
                   const google::protobuf::RepeatedPtrField<coordination::v1::Deadline>& deadlines);
void ShowSafeguards(const Session& session,
                    const google::protobuf::RepeatedPtrField<coordination::v1::Safeguard>& safeguards);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_TIMELINE_VIEW_H_
