// Small numbers of people are not shown, nor left to be worked out from others that are (domain: 5.2, rule 9).
#ifndef HOMEWARD_PROJECTIONS_INDICATORS_HIDING_H_
#define HOMEWARD_PROJECTIONS_INDICATORS_HIDING_H_

#include <vector>

#include "homeward/oversight/v1/indicators.pb.h"

namespace homeward::projections {

// Whether so many people are too few to be shown: more than none, and under kShownPersonsMin.
bool TooFew(int64_t persons);

// Hides what is too few in a figure that counts people, also the rest of its denominator; then whatever else would tell
// it: where a numerator is hidden its share and state are too. Pure.
void Hide(oversight::v1::IndicatorFigure* figure);

// Of figures that add up to a whole that is shown: if just one is hidden the others would tell it, so the smallest of
// them is hidden too.
void HideComplement(const std::vector<oversight::v1::IndicatorFigure*>& parts);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_INDICATORS_HIDING_H_
