#include "services/cli/render/clock_view.h"

#include <ostream>
#include <string>

#include "services/cli/render/answer_text.h"
#include "services/cli/render/day_view.h"
#include "services/cli/render/table.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using oversight::v1::Clock;
using oversight::v1::ClockCount;

// "12 d late", "3 d".
Cell DaysCell(const Session& session, const coordination::v1::Deadline& deadline) {
  const int days = deadline.days_left();
  if (deadline.state().code() == "suspended") return {Text(session, deadline.state()), Tone::kDim};
  if (deadline.state().code() == "missed") return {Cat(-days, " d ", session.Say(words::kLate)), Tone::kBad};
  return {Cat(days, " d")};
}

std::string Number(int64_t count) { return count == 0 ? std::string() : Cat(count); }

}  // namespace

void ShowClocks(const Session& session, const google::protobuf::RepeatedPtrField<Clock>& clocks) {
  Table table({{std::string(session.Say(words::kDue))},
               {"", Align::kRight},
               {std::string(session.Say(words::kWhat)), Align::kLeft, true},
               {std::string(session.Say(words::kOwes))},
               {std::string(session.Say(words::kAbout))},
               {std::string(session.Say(words::kSince)), Align::kLeft, false, 1},
               {std::string(session.Say(words::kLaw)), Align::kLeft, false, 2}});
  for (const Clock& clock : clocks) {
    const auto& deadline = clock.deadline();
    const std::string owes = clock.inherited() ? Cat(clock.unit(), "⇒", clock.unit_now()) : clock.unit();
    std::string what(session.Say(deadline.label(), deadline.rule_code()));
    if (clock.extended()) what += Cat(" (", session.Say(words::kExtended), ")");
    table.AddRow({{DateOf(deadline.due())},
                  DaysCell(session, deadline),
                  {what},
                  {owes},
                  {ShownSubject(session, clock.subject())},
                  {DateOf(deadline.start()), Tone::kDim},
                  {deadline.article(), Tone::kDim}});
  }
  table.Print(session.out, session.out_terminal);
}

void ShowClockCounts(const Session& session, const google::protobuf::RepeatedPtrField<ClockCount>& counts) {
  Table table({{std::string(session.Say(words::kWhat)), Align::kLeft, true},
               {std::string(session.Say(words::kLate)), Align::kRight},
               {std::string(session.Say(words::kRunning)), Align::kRight},
               {std::string(session.Say(words::kPaused)), Align::kRight},
               {std::string(session.Say(words::kInTime)), Align::kRight},
               {std::string(session.Say(words::kReportedLate)), Align::kRight},
               {std::string(session.Say(words::kDoneLate)), Align::kRight},
               {std::string(session.Say(words::kLaw)), Align::kLeft, false, 1}});
  for (const ClockCount& count : counts) {
    table.AddRow({{std::string(session.Say(count.label(), count.rule_code()))},
                  {Number(count.missed()), Tone::kBad},
                  {Number(count.running())},
                  {Number(count.suspended()), Tone::kDim},
                  {Number(count.met())},
                  {Number(count.met_reported_late())},
                  {Number(count.met_late())},
                  {count.article(), Tone::kDim}});
  }
  table.Print(session.out, session.out_terminal);
}

}  // namespace homeward::cli
