// A coordinator's day: what asks for attention, what moved since yesterday.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_DAY_VIEW_H_
#define HOMEWARD_SERVICES_CLI_RENDER_DAY_VIEW_H_

#include "google/protobuf/repeated_field.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "homeward/oversight/v1/concerns.pb.h"
#include "services/cli/phrase.h"
#include "services/cli/session.h"

namespace homeward::cli {

// "Inbox (12)", and an empty line above it unless it is the first.
void ShowHeading(const Session& session, const Phrase& what, int64_t count, bool first = false);

void ShowConcerns(const Session& session,
                  const google::protobuf::RepeatedPtrField<oversight::v1::ConcernGroup>& groups);
void ShowChanges(const Session& session, const coordination::v1::ListChangesResponse& changes);

// "person:p01955975…".
std::string ShownSubject(const Session& session, const std::string& subject);

// 24 hours before the date asked about, or before now.
coordination::v1::KnownAt DayBefore(const coordination::v1::ReadContext& context);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_DAY_VIEW_H_
