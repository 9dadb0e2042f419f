// expect indicator CODE …: a figure of the views, by the same query that the server answers.
#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "homeward/oversight/v1/oversight.pb.h"
#include "tests/scenarios/expect.h"

namespace homeward::scenario {
namespace {

namespace ov = ::homeward::oversight::v1;

constexpr char kHidden[] = "hidden";
constexpr char kNone[] = "none";

std::string Text(bool there, const ov::Figure& figure) {
  if (!there || (!figure.known() && !figure.hidden())) return kNone;
  return figure.hidden() ? kHidden : absl::StrCat(figure.value());
}

void CheckKey(const ov::IndicatorFigure& figure, const Assignment& attribute, const Scene& scene,
              Differences* differences) {
  const auto compare = [&](const std::string& got) {
    if (got != attribute.value) differences->push_back(Difference(attribute.path, attribute.value, got));
  };
  if (attribute.path == "numerator") return compare(Text(figure.has_numerator(), figure.numerator()));
  if (attribute.path == "denominator") return compare(Text(figure.has_denominator(), figure.denominator()));
  if (attribute.path == "periods") {
    std::vector<std::string> states;
    for (const ov::PeriodFigure& period : figure.periods()) states.push_back(period.state().code());
    return compare(absl::StrJoin(states, ","));
  }
  MatchField(figure, attribute.path, attribute.value, scene.place(), differences);
}

}  // namespace

Differences CheckIndicator(const Asking& asking, const std::vector<std::string>& words,
                           const std::vector<Assignment>& attributes, const Scene& scene) {
  const bool none = words[0] == "no";
  if (words.size() != (none ? 3 : 2)) return {"write: expect indicator i1 plan=s0 …"};
  ov::GetIndicatorsRequest request;
  *request.mutable_context() = asking.context;
  if (asking.known_at) *request.mutable_known_at() = *asking.known_at;
  request.add_indicator_codes(words.back());
  std::vector<Assignment> keys;
  std::string status = "NOT_FOUND";
  for (const Assignment& attribute : attributes) {
    const std::string& value = attribute.value;
    if (attribute.path == "plan") {
      request.add_plan_codes(value);
    } else if (attribute.path == "area") {
      request.set_area(value);
    } else if (attribute.path == "from") {
      request.mutable_period()->set_from(value);
    } else if (attribute.path == "until") {
      request.mutable_period()->set_until(value);
    } else if (attribute.path == "restated") {
      request.set_restated(value == "yes");
    } else if (attribute.path == "drill_down") {
      request.set_drill_down(value == "yes");
    } else if (attribute.path == "status") {
      status = value;
    } else {
      keys.push_back(attribute);
    }
  }
  auto answer = scene.world->views().GetIndicators(request, asking.viewer);
  if (none) {
    const std::string got = answer.ok() ? "an answer" : absl::StatusCodeToString(answer.status().code());
    return got == status ? Differences{} : Differences{Difference("answer", status, got)};
  }
  if (!answer.ok()) return {Difference("answer", "one", answer.status().ToString())};
  const auto& figures = answer->figures();
  const auto found = std::find_if(figures.begin(), figures.end(), [&](const ov::IndicatorFigure& figure) {
    return request.area().empty() || figure.area() == request.area();
  });
  if (found == figures.end()) return {Difference("answer", "a figure", "none of that area")};
  Differences differences;
  for (const Assignment& key : keys) CheckKey(*found, key, scene, &differences);
  if (!differences.empty()) differences.push_back(absl::StrCat("  of: ", found->ShortDebugString()));
  return differences;
}

}  // namespace homeward::scenario
