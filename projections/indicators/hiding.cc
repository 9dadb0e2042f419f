#include "projections/indicators/hiding.h"

#include <algorithm>

#include "projections/labels/labels.h"
#include "projections/limits.h"

namespace homeward::projections {
namespace {

using oversight::v1::Figure;
using oversight::v1::IndicatorFigure;

void HideNumber(Figure* figure) {
  figure->set_value(0);
  figure->set_hidden(true);
}

void HideNumerator(IndicatorFigure* figure) {
  HideNumber(figure->mutable_numerator());
  figure->set_share(0);
  *figure->mutable_state() = CodedOf("hidden");
  for (auto& period : *figure->mutable_periods()) {
    HideNumber(period.mutable_figure());
    *period.mutable_state() = CodedOf("hidden");
  }
}

}  // namespace

bool TooFew(int64_t persons) { return persons > 0 && persons < kShownPersonsMin; }

void Hide(IndicatorFigure* figure) {
  const int64_t numerator = figure->numerator().value(), denominator = figure->denominator().value();
  const bool of_whole = figure->has_denominator();
  if (TooFew(numerator) || (of_whole && (TooFew(denominator) || TooFew(denominator - numerator))))
    HideNumerator(figure);
  if (of_whole && TooFew(denominator)) HideNumber(figure->mutable_denominator());
}

void HideComplement(const std::vector<IndicatorFigure*>& parts) {
  const auto hidden = [](const IndicatorFigure* f) { return f->numerator().hidden(); };
  if (std::count_if(parts.begin(), parts.end(), hidden) != 1) return;
  IndicatorFigure* smallest = nullptr;
  for (IndicatorFigure* part : parts)
    if (!hidden(part) && part->numerator().value() > 0 &&
        (smallest == nullptr || part->numerator().value() < smallest->numerator().value()))
      smallest = part;
  if (smallest == nullptr) return;
  HideNumerator(smallest);
  if (smallest->has_denominator()) HideNumber(smallest->mutable_denominator());
}

}  // namespace homeward::projections
