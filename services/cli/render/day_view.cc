#include "services/cli/render/day_view.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>

#include "services/cli/render/answer_text.h"
#include "services/cli/render/case_view.h"
#include "services/cli/render/exchange_view.h"
#include "services/cli/render/table.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using oversight::v1::Concern;
using oversight::v1::ConcernGroup;

constexpr int kIndent = 2;
constexpr int64_t kDaySeconds = 86'400;

bool Late(const Concern& concern, const google::protobuf::Timestamp& since) {
  return concern.has_due() && Micros(concern.due()) < Micros(since) + concern.days() * kDaySeconds * 1'000'000;
}

}  // namespace

std::string ShownSubject(const Session& session, const std::string& subject) {
  const size_t colon = subject.find(':');
  if (colon == std::string::npos) return subject;
  const std::string id = subject.substr(colon + 1), kind = subject.substr(0, colon + 1);
  if (kind == "unit:") return id;
  return Cat(kind, kind == "person:" ? ShownPerson(session, id) : ShownId(session, id));
}

void ShowHeading(const Session& session, const Phrase& what, int64_t count, bool first) {
  if (!first) session.out << '\n';
  session.out << session.Paint(Cat(session.Say(what), " (", count, ")"), Tone::kStrong) << '\n';
}

void ShowConcerns(const Session& session, const google::protobuf::RepeatedPtrField<ConcernGroup>& groups) {
  bool first = true;
  for (const ConcernGroup& group : groups) {
    if (!first) session.out << '\n';
    first = false;
    session.out << session.Paint(Cat(Text(session, group.kind()), " (", group.count(), ")"), Tone::kNotice) << '\n';
    Table table({{""}, {""}, {""}, {"", Align::kRight}, {"", Align::kLeft, true}});
    for (const Concern& concern : group.concerns()) {
      const std::string due =
          concern.has_due() ? Cat(session.Say(words::kDue), " ", DateOf(concern.due())) : std::string();
      std::string detail = concern.count() == 0 ? std::string() : Cat(concern.count());
      if (!concern.detail().empty()) detail += Cat(detail.empty() ? "" : " ", concern.detail());
      table.AddRow(
          {{ShownSubject(session, concern.subject())},
           {concern.unit()},
           {Cat(session.Say(words::kSince), " ", DateOf(concern.since()), ", ", concern.days(), " d"), Tone::kDim},
           {due, Late(concern, concern.since()) ? Tone::kBad : Tone::kPlain},
           {detail}});
    }
    table.Print(session.out, session.out_terminal, kIndent);
    if (group.more()) session.out << std::string(kIndent, ' ') << "…\n";
  }
}

void ShowChanges(const Session& session, const coordination::v1::ListChangesResponse& changes) {
  if (!changes.exchanges().empty()) ShowInbox(session, changes.exchanges());
  if (!changes.cases().empty()) {
    if (!changes.exchanges().empty()) session.out << '\n';
    ShowCases(session, changes.cases());
  }
  if (changes.persons().empty()) return;
  if (!changes.exchanges().empty() || !changes.cases().empty()) session.out << '\n';
  for (const std::string& person : changes.persons()) session.out << ShownPerson(session, person) << '\n';
}

coordination::v1::KnownAt DayBefore(const coordination::v1::ReadContext& context) {
  using std::chrono::system_clock;
  coordination::v1::KnownAt since;
  int64_t seconds = context.as_at().seconds();
  if (!context.has_as_at())
    seconds = std::chrono::duration_cast<std::chrono::seconds>(system_clock::now().time_since_epoch()).count();
  since.mutable_time()->set_seconds(seconds - kDaySeconds);
  return since;
}

}  // namespace homeward::cli
