#include "services/cli/render/origin_view.h"

#include <ostream>
#include <string>
#include <string_view>

#include "services/cli/render/answer_text.h"
#include "services/cli/render/table.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using coordination::v1::Difference;
using coordination::v1::EventMention;
using coordination::v1::ExplainedValue;
using coordination::v1::FieldDifference;

constexpr int kIndent = 2;

Cell ChangeCell(const Session& session, coordination::v1::Change change) {
  switch (change) {
    case coordination::v1::CHANGE_APPEARED:
      return {std::string(session.Say(words::kAppeared)), Tone::kGood};
    case coordination::v1::CHANGE_GONE:
      return {std::string(session.Say(words::kWent)), Tone::kBad};
    default:
      return {std::string(session.Say(words::kChanged)), Tone::kNotice};
  }
}

// The words where the value has them, and the code that programs see.
std::string ValueText(const Session& session, const std::string& value, const options::v1::Label& label) {
  if (value.empty()) return "–";
  const std::string words = session.Say(label, "");
  return words.empty() || words == value ? value : Cat(words, " (", value, ")");
}

// "a" for the first event of a row, "b" for the second …
std::string Mark(int place) {
  std::string mark(1, static_cast<char>('a' + place % 26));
  return place < 26 ? mark : Cat(mark, place / 26);
}

std::vector<Cell> EventCells(const Session& session, const EventMention& event, std::string lead, Tone tone) {
  const std::string position = event.position() == 0 ? "" : Cat(event.position());
  if (event.withheld())
    return {{std::move(lead), tone},
            {position, Tone::kDim},
            {""},
            {std::string(session.Say(words::kHidden)), Tone::kDim},
            {""},
            {""}};
  return {{std::move(lead), tone},
          {position, Tone::kDim},
          {DateOf(event.when()), Tone::kDim},
          {session.Say(event.label(), event.type())},
          {event.unit(), Tone::kAccent},
          {ShownId(session, event.event_id()), Tone::kDim}};
}

Table EventTable() { return Table({{""}, {"", Align::kRight}, {""}, {"", Align::kLeft, true}, {""}, {""}}); }

void ShowOne(const Session& session, const Difference& difference) {
  const Cell change = ChangeCell(session, difference.change());
  session.out << session.Paint(difference.subject(), Tone::kStrong) << "  " << difference.view() << "  "
              << session.Paint(change.text, change.tone) << '\n';
  Table fields({{""}, {"", Align::kLeft, true}, {""}, {"", Align::kLeft, true}, {"", Align::kRight}});
  for (const FieldDifference& field : difference.fields()) {
    std::string marks;
    for (const uint32_t place : field.changed_by()) marks += Mark(static_cast<int>(place));
    fields.AddRow({{field.path()},
                   {ValueText(session, field.before(), field.before_label()), Tone::kDim},
                   {"→", Tone::kDim},
                   {ValueText(session, field.after(), field.after_label()), Tone::kNotice},
                   {marks, Tone::kAccent}});
  }
  fields.Print(session.out, session.out_terminal, kIndent);
  Table events = EventTable();
  for (int i = 0; i < difference.events_size(); ++i)
    events.AddRow(EventCells(session, difference.events(i), Mark(i), Tone::kAccent));
  events.Print(session.out, session.out_terminal, kIndent);
  if (difference.cut())
    session.out << std::string(kIndent, ' ') << session.Paint(session.Say(words::kNotAllTold), Tone::kDim) << '\n';
}

void ShowOne(const Session& session, const ExplainedValue& value) {
  session.out << session.Paint(value.path(), Tone::kStrong) << "  "
              << session.Paint(ValueText(session, value.value(), value.label()), Tone::kNotice);
  if (value.depends_on_date()) session.out << "  " << session.Paint(session.Say(words::kByDate), Tone::kDim);
  session.out << '\n';
  if (value.origins_size() > 0) session.out << std::string(kIndent, ' ') << session.Say(words::kComesFrom) << '\n';
  Table origins = EventTable();
  for (const coordination::v1::Origin& origin : value.origins())
    origins.AddRow(EventCells(session, origin.event(), origin.necessary() ? "●" : "○", Tone::kAccent));
  origins.Print(session.out, session.out_terminal, 2 * kIndent);
  if (value.steps_size() > 0) session.out << std::string(kIndent, ' ') << session.Say(words::kBecame) << '\n';
  Table steps({{""}, {"", Align::kLeft, true}, {"", Align::kRight}, {""}, {"", Align::kLeft, true}, {""}, {""}});
  for (const coordination::v1::ValueStep& step : value.steps()) {
    std::vector<Cell> cells = EventCells(session, step.event(), "", Tone::kPlain);
    cells.insert(cells.begin() + 1, Cell{ValueText(session, step.value(), step.label()), Tone::kPlain});
    steps.AddRow(std::move(cells));
  }
  steps.Print(session.out, session.out_terminal, 2 * kIndent);
  if (value.cut())
    session.out << std::string(kIndent, ' ') << session.Paint(session.Say(words::kNotAllTold), Tone::kDim) << '\n';
}

template <typename Rows>
void ShowAll(const Session& session, const Rows& rows) {
  bool first = true;
  for (const auto& row : rows) {
    if (!first) session.out << '\n';
    first = false;
    ShowOne(session, row);
  }
}

}  // namespace

void ShowDifferences(const Session& session, const google::protobuf::RepeatedPtrField<Difference>& differences) {
  ShowAll(session, differences);
}

void ShowExplanation(const Session& session, const coordination::v1::ExplainResponse& response) {
  ShowAll(session, response.values());
}

}  // namespace homeward::cli
