#include <algorithm>

#include "projections/exchanges/build.h"
#include "projections/victims/timeline.h"

namespace homeward::projections {
namespace {

bool FirstContact(const Fact& f) { return f.Is("VictimReported") || f.Is("VictimRescued") || f.Is("VictimReceived"); }

// Papers in force, in order of time.
class Papers {
 public:
  void Issue(const Line& line) { papers_.push_back(&line); }
  // Takes the issuer's papers away; false if none was its own.
  bool Revoke(const Fact& by) {
    return std::erase_if(papers_, [&](const Line* p) {
             return p->fact.unit() == by.unit() ||
                    (p->fact.agency == by.agency && p->fact.Code("issuer") == by.Code("issuer"));
           }) > 0;
  }
  bool empty() const { return papers_.empty(); }
  Micros since_us() const { return papers_.empty() ? 0 : papers_.front()->fact.time_us; }

 private:
  Lines papers_;
};

class Walk {
 public:
  void Take(const Line& line) {
    const Fact& f = line.fact;
    if (FirstContact(f)) {
      if (out_.state == "none") Become("under_identification", line);
    } else if (f.Is("InitialVerificationCompleted")) {
      if (out_.state == "none" || out_.state == "under_identification") Become("initial_check_done", line);
    } else if (f.Is("VerificationRequested")) {
      if (papers_.empty()) Become("verification_requested", line);
    } else if (f.Is("VerificationExtended")) {
      if (papers_.empty()) Become("verification_extended", line);
    } else if (f.Is("VerificationReviewRequested")) {
      if (papers_.empty()) Become("review_requested", line);
    } else if (f.Is("VerificationCompleted")) {
      TakeFinding(line);
    } else if (f.Is("VictimStatusConfirmed")) {
      papers_.Issue(line);
      Become("confirmed", line);
    } else if (f.Is("VictimStatusRevoked")) {
      TakeRevoked(line);
    }
  }

  Identification Finish() && {
    out_.confirmed_us = papers_.since_us();
    // A finding that confirms waits for the paper that says so.
    if (papers_.empty() && confirming_ != nullptr)
      out_.verdicts[confirming_->fact.id()].push_back(AwaitingVerdict("status_record", confirming_->fact.unit()));
    return std::move(out_);
  }

 private:
  void Become(std::string_view state, const Line& line) {
    out_.state = std::string(state);
    out_.last = &line;
  }
  void TakeFinding(const Line& line) {
    const std::string outcome = line.fact.Code("outcome");
    confirming_ = outcome == "confirmed" ? &line : nullptr;
    if (outcome == "confirmed") return;
    if (papers_.empty()) {
      Become(outcome, line);
    } else {
      out_.verdicts[line.fact.id()].push_back(ConflictVerdict("not_undone", line.fact.unit()));
    }
  }
  void TakeRevoked(const Line& line) {
    if (!papers_.Revoke(line.fact)) {
      out_.verdicts[line.fact.id()].push_back(papers_.empty() ? AwaitingVerdict("status_record", line.fact.unit())
                                                              : ConflictVerdict("other_issuer", line.fact.unit()));
    } else if (papers_.empty()) {
      Become("revoked", line);
    }
  }

  Identification out_;
  Papers papers_;
  const Line* confirming_ = nullptr;
};

}  // namespace

Identification DeriveIdentification(const Lines& lines) {
  Walk walk;
  for (const Line* line : lines) walk.Take(*line);
  return std::move(walk).Finish();
}

}  // namespace homeward::projections
