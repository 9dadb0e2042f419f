// Referrals and the other exchanges between two units: a board, an inbox, one with its events.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_EXCHANGE_VIEW_H_
#define HOMEWARD_SERVICES_CLI_RENDER_EXCHANGE_VIEW_H_

#include "google/protobuf/repeated_ptr_field.h"
#include "homeward/coordination/v1/views.pb.h"
#include "services/cli/session.h"

namespace homeward::cli {

using Exchanges = google::protobuf::RepeatedPtrField<coordination::v1::Exchange>;

enum class BoardPlace { kAlone, kWithinPerson };

// The board: state first.
void ShowBoard(const Session& session, const Exchanges& exchanges, BoardPlace place = BoardPlace::kAlone);

// What is owed, soonest due first: the step first.
void ShowInbox(const Session& session, const Exchanges& exchanges);

// One exchange, whole.
void ShowExchange(const Session& session, const coordination::v1::Exchange& exchange);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_EXCHANGE_VIEW_H_
