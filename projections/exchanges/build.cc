#include "projections/exchanges/build.h"

#include <algorithm>

#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "projections/projector/projection.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::ExchangeKind;
using coordination::v1::Verdict;
using coordination::v1::VerdictResult;

Verdict MakeVerdict(VerdictResult result, std::string_view word, std::string_view code, std::string_view unit) {
  Verdict verdict;
  verdict.set_result(result);
  *verdict.mutable_code() = CodedOf(code);
  verdict.set_unit(std::string(unit));
  verdict.set_text(contract::Cat(word, "(", code, ")"));
  return verdict;
}

std::string_view KindCode(ExchangeKind kind) {
  switch (kind) {
    case coordination::v1::EXCHANGE_KIND_HANDOVER:
      return "handover";
    case coordination::v1::EXCHANGE_KIND_VERIFICATION:
      return "verification";
    case coordination::v1::EXCHANGE_KIND_TIP_TRANSFER:
      return "tip_transfer";
    case coordination::v1::EXCHANGE_KIND_FILE_TRANSFER:
      return "file_transfer";
    default:
      return "referral";
  }
}

void AddUnit(const std::string& unit, std::vector<std::string>* units) {
  if (!unit.empty() && std::find(units->begin(), units->end(), unit) == units->end()) units->push_back(unit);
}

}  // namespace

Verdict AwaitingVerdict(std::string_view code, std::string_view unit) {
  return MakeVerdict(coordination::v1::VERDICT_RESULT_AWAITING, "awaiting", code, unit);
}
Verdict ConflictVerdict(std::string_view code, std::string_view unit) {
  return MakeVerdict(coordination::v1::VERDICT_RESULT_CONFLICT, "conflict", code, unit);
}

std::string UnitOf(const Line* line) { return line == nullptr ? "" : line->fact.unit(); }

ExchangeBuilder::ExchangeBuilder(std::string_view subject, ExchangeKind kind, const Frame& frame) : frame_(frame) {
  shown().set_id(std::string(IdOf(subject)));
  shown().set_subject(std::string(subject));
  shown().set_kind(kind);
  *shown().mutable_kind_label() = LabelOf(KindCode(kind));
}

void ExchangeBuilder::State(std::string_view code) { *shown().mutable_state() = CodedOf(code); }

void ExchangeBuilder::Overlay(std::string_view code, int32_t days, std::string_view detail) {
  auto* overlay = shown().add_overlays();
  overlay->set_code(std::string(code));
  *overlay->mutable_label() = LabelOf(code);
  overlay->set_days(days);
  overlay->set_detail(std::string(detail));
}

void ExchangeBuilder::Awaiting(std::string_view code, std::string_view unit) {
  *shown().add_verdicts() = AwaitingVerdict(code, unit);
}

void ExchangeBuilder::Conflict(std::string_view code, std::string_view unit) {
  for (const auto& v : shown().verdicts())
    if (v.code().code() == code) return;
  *shown().add_verdicts() = ConflictVerdict(code, unit);
  Overlay("conflict", 0, code);
}

void ExchangeBuilder::Owes(const std::string& unit, std::string_view step, Micros due_us) {
  auto* owed = shown().add_owed();
  owed->set_unit(frame_.as_at_us == 0 ? unit : frame_.governance->HolderOf(unit, frame_.as_at_us));
  *owed->mutable_step() = CodedOf(step);
  if (due_us == 0) return;
  *owed->mutable_due() = ToTimestamp(due_us);
  owed->set_overdue(frame_.as_at_us != 0 && due_us < frame_.as_at_us);
}

void ExchangeBuilder::Runs(bool runs, std::string_view code, const Line* start, const Line* done,
                           const std::string& unit, Micros due_us) {
  if (start != nullptr && (runs || done != nullptr)) out_.clocks.push_back(MakeClock(code, *start, done, unit, due_us));
}

std::vector<const Line*> ExchangeBuilder::HalfLines(std::string_view stream_kind, std::string_view id) const {
  std::vector<const Line*> lines;
  for (const Line& line : out_.history)
    if (line.stands() && line.fact.StreamKind() == stream_kind && line.fact.key == id) lines.push_back(&line);
  return lines;
}

std::vector<const Line*> ExchangeBuilder::Addressed(std::vector<const Line*> lines, const std::string& to_unit) {
  if (to_unit.empty() || frame_.anybody) return lines;
  std::vector<const Line*> addressed;
  for (const Line* line : lines) {
    const std::string holder = frame_.governance->HolderOf(to_unit, line->fact.time_us);
    if (contract::UnitCovers(to_unit, line->fact.unit()) || contract::UnitCovers(holder, line->fact.unit())) {
      addressed.push_back(line);
    } else {
      Conflict("not_addressed", line->fact.unit());
    }
  }
  return addressed;
}

void ExchangeBuilder::Parties(const std::string& from_unit, const std::string& to_unit,
                              const std::vector<const Line*>& sender_lines,
                              const std::vector<const Line*>& receiver_lines) {
  auto& e = shown();
  const auto now = [this](const std::string& unit) {
    return unit.empty() || frame_.as_at_us == 0 ? unit : frame_.governance->HolderOf(unit, frame_.as_at_us);
  };
  e.set_from_unit(from_unit);
  e.set_to_unit(to_unit);
  e.set_from_unit_now(now(from_unit));
  e.set_to_unit_now(now(to_unit));
  AddUnit(from_unit, &out_.senders);
  AddUnit(e.from_unit_now(), &out_.senders);
  for (const Line* line : sender_lines) AddUnit(line->fact.unit(), &out_.senders);
  AddUnit(to_unit, &out_.receivers);
  AddUnit(e.to_unit_now(), &out_.receivers);
  for (const Line* line : receiver_lines) AddUnit(line->fact.unit(), &out_.receivers);
}

void ExchangeBuilder::Times(Micros sent_us, const std::vector<const Line*>& sender_lines,
                            const std::vector<const Line*>& receiver_lines) {
  Micros first = sent_us, last = sent_us;
  for (const auto* lines : {&sender_lines, &receiver_lines}) {
    for (const Line* line : *lines) {
      if (first == 0 || (sent_us == 0 && line->fact.time_us < first)) first = line->fact.time_us;
      last = std::max(last, line->fact.time_us);
    }
  }
  if (sent_us != 0) *shown().mutable_sent_at() = ToTimestamp(sent_us);
  if (last != 0) *shown().mutable_changed_at() = ToTimestamp(last);
  const Micros until = shown().owed().empty() ? last : std::max(last, frame_.as_at_us);
  shown().set_age_seconds((until - first) / 1'000'000);
}

Exchange ExchangeBuilder::Finish() && {
  auto& e = shown();
  e.set_open(!e.owed().empty());
  if (e.open()) {
    if (e.to_unit_now() != e.to_unit()) Overlay("inherited", 0, e.to_unit());
    if (e.from_unit_now() != e.from_unit()) Overlay("inherited", 0, e.from_unit());
  }
  return std::move(out_);
}

bool BearsVerdict(const Fact& fact, const Exchange& exchange, const Verdict& verdict) {
  if (verdict.code().code() == "not_addressed") return fact.unit() == verdict.unit();
  const bool sends = fact.Is("ReferralSent") || fact.Is("HandoverOffered");
  const auto missing_half = verdict.code().code() == "referral_sent" || verdict.code().code() == "handover_given" ||
                            verdict.code().code() == "verification_requested";
  if (!missing_half) return sends;
  const std::string_view kind = fact.StreamKind();
  return kind.size() > 3 && kind.substr(kind.size() - 3) == "_in";
}

void AnswerOverlays(const Line& answer, Micros due_us, bool accepted, ExchangeBuilder* builder) {
  if (due_us == 0) return;
  if (answer.fact.time_us > due_us) {
    builder->Overlay(accepted ? "accepted_late" : "answered_late", DaysBetween(due_us, answer.fact.time_us));
  } else if (answer.fact.recorded_us > due_us) {
    builder->Overlay("reported_late", DaysBetween(due_us, answer.fact.recorded_us));
  }
}

}  // namespace homeward::projections
