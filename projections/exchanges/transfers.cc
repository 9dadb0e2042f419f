// Tips and case files passed from body to body: who has sent, who has not yet received.
#include <algorithm>

#include "projections/exchanges/build.h"
#include "projections/facts/dates.h"
#include "projections/facts/values.h"
#include "projections/rules/codes.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::EXCHANGE_KIND_FILE_TRANSFER;
using coordination::v1::EXCHANGE_KIND_TIP_TRANSFER;

// Shown state and debts of a passing on with at most one answer.
void ShowPassing(const Line* sent, const Line* answer, const std::string& from, const std::string& to,
                 std::string_view rule, const Frame& frame, ExchangeBuilder* b) {
  auto& e = b->shown();
  std::vector<const Line*> sender_lines, receiver_lines;
  if (sent != nullptr) sender_lines.push_back(sent);
  if (answer != nullptr) receiver_lines.push_back(answer);
  e.set_sender_state(sent == nullptr ? "none" : "sent");
  e.set_receiver_state(answer == nullptr ? "none" : "received");
  b->Parties(from, to, sender_lines, receiver_lines);
  const Micros due = sent == nullptr ? 0 : frame.governance->Due(rule, sent->fact.time_us).value_or(0);
  if (due != 0) *e.mutable_due() = ToTimestamp(due);
  if (sent == nullptr) {
    b->State("awaiting_sender");
    b->Awaiting("transfer_record", from);
    b->Owes(from, "record_sent");
  } else if (answer != nullptr) {
    b->State("completed");
    AnswerOverlays(*answer, due, false, b);
  } else {
    b->State("sent");
    b->Owes(to, "receive", due);
    if (due != 0 && frame.as_at_us > due) b->Overlay("expired", DaysBetween(due, frame.as_at_us));
  }
  b->Runs(true, rule, sent, answer, to);
  b->Times(sent == nullptr ? 0 : sent->fact.time_us, sender_lines, receiver_lines);
}

// Events that pass a file on, and whether the addressee is the procuracy.
bool PassesFile(const Fact& f) {
  if (f.Is("CaseFileTransferred") || f.Is("CaseTransferred") || f.Is("InitialInvestigationCompleted") ||
      f.Is("InvestigationConcluded"))
    return !f.Text("to_unit").empty();
  if (f.Is("ProsecutionDecided"))
    return !f.Text("to_unit").empty() && (f.Code("decision") == "return" || f.Code("decision") == "transfer");
  return false;
}

// Events by which a unit shows that it has the file.
bool TakesFile(const Fact& f) {
  static constexpr std::string_view kNames[] = {
      "FileReceived",          "CaseTakenOver",         "AccusedCharged",         "InvestigationConcluded",
      "InvestigationExtended", "InvestigationReopened", "InvestigationSuspended", "InvestigationDiscontinued",
      "ProsecutionDecided"};
  return std::find(std::begin(kNames), std::end(kNames), f.name()) != std::end(kNames);
}

}  // namespace

Exchange DeriveTipTransfer(const std::string& tip_id, const Facts& facts, const Frame& frame) {
  const std::string subject = contract::Cat("tip:", tip_id);
  ExchangeBuilder b(subject, EXCHANGE_KIND_TIP_TRANSFER, frame);
  b.out().history = MakeHistory(facts, frame.as_at_us);
  const Line *sent = nullptr, *answer = nullptr;
  for (const Line& line : b.out().history)
    if (line.stands() && line.fact.Is("TipTransferred") && line.fact.key == tip_id) sent = &line;
  for (const Line& line : b.out().history) {
    if (!line.stands() || !line.fact.Is("TipReceived")) continue;
    const bool continues = line.fact.Text("continues") == tip_id;
    const bool same = line.fact.key == tip_id && sent != nullptr && line.fact.unit() != sent->fact.unit() &&
                      line.fact.time_us >= sent->fact.time_us;
    if (continues || same) answer = &line;
  }
  if (sent == nullptr && answer == nullptr) return std::move(b).Finish();
  b.shown().set_tip_id(tip_id);
  if (answer != nullptr && answer->fact.key != tip_id) b.shown().set_continued_by(std::string(answer->fact.key));
  const std::string from = sent != nullptr ? sent->fact.unit() : answer->fact.Text("from_unit");
  const std::string to = sent != nullptr ? sent->fact.Text("to_unit") : answer->fact.unit();
  ShowPassing(sent, answer, from, to, rules::kTipTransfer, frame, &b);
  return std::move(b).Finish();
}

std::vector<Exchange> DeriveFileTransfers(const std::string& case_id, const Facts& facts, const Frame& frame) {
  const std::string subject = contract::Cat("case:", case_id);
  const History history = MakeHistory(facts, frame.as_at_us);
  std::vector<Exchange> exchanges;
  std::vector<const Line*> used;
  const auto show = [&](const Line* sent, const Line* answer) {
    ExchangeBuilder b(subject, EXCHANGE_KIND_FILE_TRANSFER, frame);
    b.shown().set_case_id(case_id);
    if (sent != nullptr)
      if (auto decision = ValueCoded(*sent->fact.event->payload, "decision"); !decision.code().empty())
        *b.shown().mutable_reason() = decision;
    const std::string from = sent != nullptr ? sent->fact.unit() : answer->fact.Text("from_unit");
    const std::string to = sent != nullptr ? sent->fact.Text("to_unit") : answer->fact.unit();
    ShowPassing(sent, answer, from, to, rules::kFileTransfer, frame, &b);
    for (const Line* line : {sent, answer})
      if (line != nullptr) b.out().history.push_back(*line);
    exchanges.push_back(std::move(b).Finish());
  };
  for (const Line& sent : history) {
    if (!sent.stands() || sent.fact.key != case_id || !PassesFile(sent.fact)) continue;
    const std::string to = sent.fact.Text("to_unit");
    const Line* answer = nullptr;
    for (const Line& line : history) {
      if (!line.stands() || &line == &sent || line.fact.key != case_id || !TakesFile(line.fact)) continue;
      if (line.fact.time_us < sent.fact.time_us || std::find(used.begin(), used.end(), &line) != used.end()) continue;
      const std::string holder = frame.governance->HolderOf(to, line.fact.time_us);
      if (!frame.anybody && !contract::UnitCovers(to, line.fact.unit()) &&
          !contract::UnitCovers(holder, line.fact.unit()))
        continue;
      answer = &line;
      break;
    }
    if (answer != nullptr) used.push_back(answer);
    show(&sent, answer);
  }
  // The procuracy has a file that nobody says they sent.
  for (const Line& line : history) {
    if (!line.stands() || !line.fact.Is("FileReceived") || line.fact.Text("from_unit").empty() ||
        std::find(used.begin(), used.end(), &line) != used.end())
      continue;
    const bool concluded = std::any_of(history.begin(), history.end(), [&](const Line& l) {
      return l.stands() && (l.fact.Is("InvestigationConcluded") || l.fact.Is("InitialInvestigationCompleted")) &&
             l.fact.time_us <= line.fact.time_us;
    });
    if (!concluded) show(nullptr, &line);
  }
  return exchanges;
}

}  // namespace homeward::projections
