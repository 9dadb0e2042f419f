// What every command shares: where it writes, in which form and language, and how it ends.
#ifndef HOMEWARD_SERVICES_CLI_SESSION_H_
#define HOMEWARD_SERVICES_CLI_SESSION_H_

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "homeward/options/v1/options.pb.h"
#include "services/cli/exit_code.h"
#include "services/cli/phrase.h"
#include "services/cli/render/style.h"
#include "services/cli/render/terminal.h"

namespace homeward::cli {

// Data goes to `out`, talk goes to `err`. Lives as long as main; used by one thread.
struct Session {
  Session(std::ostream& out, std::ostream& err, Terminal out_terminal, Terminal err_terminal)
      : out(out), err(err), out_terminal(out_terminal), err_terminal(err_terminal) {}

  std::ostream& out;
  std::ostream& err;
  Terminal out_terminal;
  Terminal err_terminal;
  Language language = Language::kEnglish;
  std::string output = "table";       // table or json
  bool wide = false;                  // nothing is cut or shortened
  std::function<ExitCode()> command;  // set by the parse, run by main

  bool json() const { return output == "json"; }
  std::string_view Say(const Phrase& phrase) const { return phrase.In(language); }
  // The label in the session's language; `fallback` where there is none.
  std::string Say(const options::v1::Label& label, std::string_view fallback) const;
  std::string Paint(std::string_view text, Tone tone) const {
    return cli::Paint(text, tone, out_terminal.colour);
  }
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_SESSION_H_
