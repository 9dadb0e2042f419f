// Where shown values come from, for people: differences of a view, explanations of a value.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_ORIGIN_VIEW_H_
#define HOMEWARD_SERVICES_CLI_RENDER_ORIGIN_VIEW_H_

#include "google/protobuf/repeated_ptr_field.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "services/cli/session.h"

namespace homeward::cli {

// Each row with its fields before and after, and below them the events that made them so.
void ShowDifferences(const Session& session,
                     const google::protobuf::RepeatedPtrField<coordination::v1::Difference>& differences);

// Each value with the events it comes from, and how it became what it is.
void ShowExplanation(const Session& session, const coordination::v1::ExplainResponse& response);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_ORIGIN_VIEW_H_
