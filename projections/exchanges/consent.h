// Whether a consent covers what was sent on it: a verdict, never a refusal.
#ifndef HOMEWARD_PROJECTIONS_EXCHANGES_CONSENT_H_
#define HOMEWARD_PROJECTIONS_EXCHANGES_CONSENT_H_

#include "projections/exchanges/exchange.h"

namespace homeward::projections {

struct ConsentCover {
  coordination::v1::Verdict verdict;  // ok, awaiting(consent_record), conflict(consent_…)
  bool withdrawn = false;             // at as_at
  bool expired = false;               // at as_at
};

// `sent`: a ReferralSent or HandoverOffered whose basis is consent; `about`: the person's facts.
ConsentCover CoverOf(const Fact& sent, const Facts& about, const Frame& frame);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_EXCHANGES_CONSENT_H_
