// The stages of pathways 2.4: a table of what each event does, and the few steps that lead back.
#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_map>

#include "projections/cases/case.h"

namespace homeward::projections {
namespace {

constexpr std::string_view kOrder[] = {"T1", "T2", "T3", "T4", "C1", "C2", "C3",
                                       "C4", "C5", "C6", "C7", "C8", "C9", "C10"};

int Rank(std::string_view stage) {
  const auto* it = std::find(std::begin(kOrder), std::end(kOrder), stage);
  return it == std::end(kOrder) ? -1 : static_cast<int>(it - std::begin(kOrder));
}

// Events that lead forward to a stage and do nothing else.
std::string_view ForwardStage(const std::string& name) {
  static const auto* table =
      new std::unordered_map<std::string_view, std::string_view>{{"TipReceived", "T1"},
                                                                 {"TipSupervisionOpened", "T1"},
                                                                 {"TipClassified", "T2"},
                                                                 {"TipTransferred", "T2"},
                                                                 {"TipDeadlineExtended", "T2"},
                                                                 {"TipExtensionGranted", "T2"},
                                                                 {"TipExtensionRefused", "T2"},
                                                                 {"AccusedCharged", "C3"},
                                                                 {"ChargeApproved", "C3"},
                                                                 {"ChargeRefused", "C3"},
                                                                 {"InvestigationExtended", "C3"},
                                                                 {"InvestigationExtensionGranted", "C3"},
                                                                 {"CaseTransferred", "C3"},
                                                                 {"CaseTakenOver", "C3"},
                                                                 {"CaseSplit", "C3"},
                                                                 {"InvestigationConcluded", "C5"},
                                                                 {"InitialInvestigationCompleted", "C5"},
                                                                 {"FileReceived", "C6"},
                                                                 {"ProsecutionDeadlineExtended", "C6"},
                                                                 {"ProsecutionSuspended", "C6"},
                                                                 {"ProsecutionResumed", "C6"},
                                                                 {"FileSentToCourt", "C7"},
                                                                 {"CourtAccepted", "C7"},
                                                                 {"TrialScheduled", "C7"},
                                                                 {"TrialAdjourned", "C7"},
                                                                 {"CourtSuspended", "C7"},
                                                                 {"CourtResumed", "C7"},
                                                                 {"TrialHeld", "C8"},
                                                                 {"JudgmentRendered", "C8"},
                                                                 {"AppealLodged", "C8"},
                                                                 {"JudgmentFinal", "C10"}};
  auto it = table->find(name);
  return it == table->end() ? std::string_view{} : it->second;
}

class Walk {
 public:
  void Take(const Line& line) {
    const Fact& f = line.fact;
    TakeFlags(line);
    // What the border guard does while it investigates first leaves the case where it is.
    const bool initial = p_.stage == "C2" && f.agency == contract::Agency::AGENCY_BORDER_GUARD;
    if (!TakeBack(line) && !TakeChoice(line))
      if (std::string_view stage = ForwardStage(f.name()); !stage.empty() && !(initial && stage == "C3"))
        Forward(stage, line);
    TakeUnit(f);
  }
  Progress Result() && { return std::move(p_); }

 private:
  void Enter(std::string_view stage, const Line& line) {
    if (p_.stage == stage) return;
    p_.stage = std::string(stage);
    p_.entered.emplace_back(p_.stage, &line);
  }
  void Forward(std::string_view stage, const Line& line) {
    if (Rank(stage) > Rank(p_.stage)) {
      Enter(stage, line);
      if (stage != "C9" && stage != "C10") p_.ending.clear();
    }
  }
  void Back(std::string_view stage, const Line& line) {
    Enter(stage, line);
    p_.ending.clear();
  }
  void End(std::string_view stage, std::string_view ending, const Line& line) {
    if (!stage.empty()) Enter(stage, line);
    p_.ending = std::string(ending);
  }

  // Steps that lead back, and the returns that they count.
  bool TakeBack(const Line& line) {
    const Fact& f = line.fact;
    if (f.Is("TipSuspended")) return Suspend("T3", "C1", line);
    if (f.Is("TipResumed")) return Resume("T3", "T2", line);
    if (f.Is("TipDecisionCancelled")) return p_.stage == "T4" ? Resume("T4", "T2", line) : Resume("T3", "T2", line);
    if (f.Is("InvestigationSuspended")) return Suspend("C4", "C5", line);
    if (f.Is("InvestigationResumed")) return Resume("C4", "C3", line);
    if (f.Is("InvestigationReopened")) return Back("C3", line), true;
    if (f.Is("CourtReturnedFile")) {
      (f.Code("by") == "judge" ? p_.returns_judge : p_.returns_panel)++;
      Return("C6", line);
      return Back("C3", line), true;
    }
    if (f.Is("ProsecutionDecided") && f.Code("decision") == "return") {
      ++p_.returns_procuracy;
      return Return("C3", line);
    }
    if (f.Is("AppealDecided") && f.Code("decision") == "quashed_reinvestigate") return Return("C3", line);
    if (f.Is("AppealDecided") && f.Code("decision") == "quashed_retry") return Back("C7", line), true;
    return false;
  }
  bool Return(std::string_view stage, const Line& line) {
    ++p_.round;
    p_.returned = &line;
    p_.sent_to_court = p_.scheduled = p_.tried = p_.judged = p_.appealed = false;
    Back(stage, line);
    return true;
  }
  bool Suspend(std::string_view stage, std::string_view before, const Line& line) {
    if (Rank(p_.stage) < Rank(before)) Enter(stage, line);
    return true;
  }
  bool Resume(std::string_view from, std::string_view to, const Line& line) {
    if (p_.stage == from || p_.stage.empty()) Back(to, line);
    return true;
  }

  // Events whose stage depends on what they say.
  bool TakeChoice(const Line& line) {
    const Fact& f = line.fact;
    if (f.Is("TipResolved")) {
      if (f.Code("resolution") == "institute") return Forward("C1", line), true;
      if (Rank(p_.stage) < Rank("C1")) End("T4", "not_instituted", line);
      return true;
    }
    if (f.Is("CaseInstituted")) {
      Forward("C1", line);
      if (f.agency == contract::Agency::AGENCY_BORDER_GUARD) Forward("C2", line);
      if (f.agency == contract::Agency::AGENCY_POLICE) Forward("C3", line);  // its own investigation begins with it
      return true;
    }
    if (f.Is("InstitutionCancelled")) return End("", "institution_cancelled", line), true;
    if (f.Is("CaseJoined")) return TakeJoined(line);
    if (f.Is("InvestigationDiscontinued") || f.Is("CourtDiscontinued")) return End("C9", "discontinued", line), true;
    if (f.Is("ProsecutionDecided")) {
      if (f.Code("decision") == "indict") return Forward("C7", line), true;
      if (f.Code("decision") == "discontinue") return End("C9", "discontinued", line), true;
      return Forward("C6", line), true;
    }
    if (f.Is("AppealDecided")) return End("C10", "final", line), true;  // upheld, amended
    if (f.Is("JudgmentFinal")) return End("C10", "final", line), true;
    return false;
  }
  bool TakeJoined(const Line& line) {
    End("", "joined", line);
    return true;
  }

  void TakeFlags(const Line& line) {
    const Fact& f = line.fact;
    if (f.Is("InvestigationConcluded") || f.Is("InitialInvestigationCompleted")) ++p_.concluded;
    if (f.Is("FileReceived")) {
      ++p_.received;
      p_.file_received = &line;
    }
    if (f.Is("FileSentToCourt") || f.Is("CourtAccepted")) p_.sent_to_court = true;
    if (f.Is("TrialScheduled")) p_.sent_to_court = p_.scheduled = true;
    if (f.Is("TrialHeld")) p_.tried = true;
    if (f.Is("JudgmentRendered")) {
      p_.judged = true;
      p_.judgment = &line;
    }
    if (f.Is("AppealLodged")) p_.appealed = true;
    if (f.Is("AppealDecided")) {
      p_.appealed = false;
      if (f.Code("decision") == "quashed_retry") p_.tried = p_.judged = p_.scheduled = false;
    }
    if (f.Is("ProsecutionSuspended") || f.Is("ProsecutionResumed"))
      p_.prosecution_suspended = f.Is("ProsecutionSuspended");
    if (f.Is("CourtSuspended") || f.Is("CourtResumed")) p_.court_suspended = f.Is("CourtSuspended");
  }

  // Who has the file: whoever last acted on it, and not who supervises.
  void TakeUnit(const Fact& f) {
    if (f.StreamKind() != "tip" && f.StreamKind() != "case" && f.StreamKind() != "prosecution") return;
    const bool passes = f.Is("TipTransferred") || f.Is("CaseFileTransferred") || f.Is("CaseTransferred");
    if (passes) {
      p_.transferred = true;
    } else if (p_.unit != f.unit() || f.Is("CaseTakenOver")) {
      p_.transferred = false;
    }
    p_.unit = f.unit();
  }

  Progress p_;
};

}  // namespace

Progress WalkStages(const std::vector<const Line*>& lines) {
  Walk walk;
  for (const Line* line : lines) walk.Take(*line);
  return std::move(walk).Result();
}

std::string_view NextStep(const Progress& p) {
  const std::string& s = p.stage;
  if (p.ending == "joined" || p.ending == "institution_cancelled") return "nothing";
  if (p.transferred && (s == "T1" || s == "T2" || s == "C2" || s == "C3")) return "take_over_file";
  if (s == "T1") return "classify_tip";
  if (s == "T2") return "resolve_tip";
  if (s == "T3") return "resume_tip";
  if (s == "T4") return "review_of_decision";
  if (s == "C1" || s == "C3") return "conclude_investigation";
  if (s == "C2") return "transfer_file";
  if (s == "C4") return "resume_investigation";
  if (s == "C5") return "receive_file";
  if (s == "C6") return p.prosecution_suspended ? "resume_prosecution" : "decide_prosecution";
  if (s == "C7") {
    if (p.court_suspended) return "resume_court";
    if (!p.sent_to_court) return "send_file_to_court";
    return p.scheduled ? "hold_trial" : "schedule_trial";
  }
  if (s == "C8") {
    if (p.appealed) return "decide_appeal";
    return p.judged ? "appeal_or_final" : "render_judgment";
  }
  return "nothing";
}

}  // namespace homeward::projections
