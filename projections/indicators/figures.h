// A figure whole: counted, held against its target, small numbers hidden.
#ifndef HOMEWARD_PROJECTIONS_INDICATORS_FIGURES_H_
#define HOMEWARD_PROJECTIONS_INDICATORS_FIGURES_H_

#include <string>

#include "homeward/oversight/v1/indicators.pb.h"
#include "projections/indicators/counting.h"
#include "projections/indicators/programme.h"

namespace homeward::projections {

// What of an indicator is asked for.
struct FigureQuestion {
  const Indicator* indicator = nullptr;
  const Plan* plan = nullptr;      // null: none is asked about
  const Target* target = nullptr;  // null: none is set
  CountScope scope;
  Span period;
};

// `areas` names the area. Hides nothing: see hiding.h.
oversight::v1::IndicatorFigure FigureOf(const FigureQuestion& question, const Areas& areas, Counting* counting);

oversight::v1::Period PeriodText(const Span& span);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_INDICATORS_FIGURES_H_
