// How far criminal cases have come.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_CASE_VIEW_H_
#define HOMEWARD_SERVICES_CLI_RENDER_CASE_VIEW_H_

#include "google/protobuf/repeated_ptr_field.h"
#include "homeward/coordination/v1/views.pb.h"
#include "services/cli/session.h"

namespace homeward::cli {

void ShowCases(const Session& session,
               const google::protobuf::RepeatedPtrField<coordination::v1::CaseProgress>& cases);

// One case or tip: its stages as a path, what it awaits, deadlines, safeguards, events.
void ShowCase(const Session& session, const coordination::v1::CaseProgress& progress);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_CASE_VIEW_H_
