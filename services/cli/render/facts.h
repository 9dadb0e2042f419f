// Names and values below one another; what has no value is left out.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_FACTS_H_
#define HOMEWARD_SERVICES_CLI_RENDER_FACTS_H_

#include <ostream>
#include <string>
#include <utility>

#include "services/cli/render/table.h"
#include "services/cli/session.h"

namespace homeward::cli {

class Facts {
 public:
  explicit Facts(const Session& session) : session_(session), table_({{""}, {"", Align::kLeft, true}}) {}

  void Add(std::string name, Cell value) {
    if (!value.text.empty()) table_.AddRow({{std::move(name), Tone::kDim}, std::move(value)});
  }
  void Add(std::string name, std::string value) { Add(std::move(name), Cell{std::move(value)}); }
  void Add(const Phrase& name, Cell value) { Add(std::string(session_.Say(name)), std::move(value)); }
  void Add(const Phrase& name, std::string value) {
    Add(std::string(session_.Say(name)), Cell{std::move(value)});
  }

  void Print(int indent = 2) const { table_.Print(session_.out, session_.out_terminal, indent); }

 private:
  const Session& session_;
  Table table_;
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_FACTS_H_
