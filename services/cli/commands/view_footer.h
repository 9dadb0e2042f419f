// What stands below a table of a view, on stderr: how far the view knows the log, whether there is more.
#ifndef HOMEWARD_SERVICES_CLI_COMMANDS_VIEW_FOOTER_H_
#define HOMEWARD_SERVICES_CLI_COMMANDS_VIEW_FOOTER_H_

#include <ostream>
#include <string>

#include "services/cli/render/answer_text.h"
#include "services/cli/render/dates.h"
#include "services/cli/session.h"
#include "services/cli/words.h"

namespace homeward::cli {

template <typename Response>
void TellPosition(const Session& session, const Response& response) {
  session.out.flush();  // so that the two do not mix where both go to one terminal
  session.err << session.Say(words::kPosition) << ' ' << response.position();
  if (response.has_as_at()) {
    session.err << ", " << session.Say(words::kAsAt) << ' ' << ShowDateTime(Micros(response.as_at()));
  }
  session.err << '\n';
}

template <typename Response>
void TellAboutList(const Session& session, const Response& response, bool empty) {
  session.out.flush();
  if (empty) session.err << session.Say(words::kNothing) << '\n';
  if (!response.next_page_token().empty()) session.err << session.Say(words::kMoreRows) << '\n';
  if (!empty && !session.wide && session.out_terminal.interactive)
    session.err << session.Say(words::kShortIds) << '\n';
  TellPosition(session, response);
}

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_COMMANDS_VIEW_FOOTER_H_
