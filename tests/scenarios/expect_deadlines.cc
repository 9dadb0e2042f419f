// expect overdue, running, ended; expect concern, no_concern.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/scenarios/expect.h"

namespace homeward::scenario {
namespace {

constexpr int kPageSize = 1000;

using oversight::v1::Clock;
using oversight::v1::Concern;
using oversight::v1::ListConcernsRequest;
using oversight::v1::ListDeadlinesRequest;

std::string IdOf(const std::string& subject) { return subject.substr(subject.find(':') + 1); }

template <typename Request>
Request Filled(const Asking& asking) {
  Request request;
  *request.mutable_context() = asking.context;
  if (asking.known_at) *request.mutable_known_at() = *asking.known_at;
  return request;
}

// "soc.01" or "@01".
template <typename Request>
void Narrow(const std::string& scope, const Symbols& symbols, Request* request) {
  if (absl::StartsWith(scope, "@")) {
    request->set_province(scope.substr(1));
  } else {
    request->set_unit(symbols.Unit(scope));
  }
}

}  // namespace

Differences CheckDeadlines(const Asking& asking, const std::vector<std::string>& words,
                           const std::vector<Assignment>& attributes, const Scene& scene) {
  if (words.size() != 4 || (words[2] != "has" && words[2] != "hasnot"))
    return {"write: expect overdue soc.01 has R1:referral_answer,P1:initial_verification"};
  auto request = Filled<ListDeadlinesRequest>(asking);
  Narrow(words[1], scene.symbols(), &request);
  request.set_include_running(words[0] == "running");
  request.set_page_size(kPageSize);
  std::vector<Clock> clocks;
  do {
    auto page = scene.world->views().ListDeadlines(request, asking.viewer);
    if (!page.ok()) return {page.status().ToString()};
    clocks.insert(clocks.end(), page->clocks().begin(), page->clocks().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  Differences differences;
  for (const std::string& wanted : std::vector<std::string>(absl::StrSplit(words[3], ','))) {
    const std::vector<std::string> parts = absl::StrSplit(wanted, ':');
    if (parts.size() != 2) return {absl::StrCat("'", wanted, "': write R1:referral_answer")};
    const auto found = std::find_if(clocks.begin(), clocks.end(), [&](const Clock& clock) {
      return SameId(parts[0], IdOf(clock.subject()), scene.symbols()) && clock.deadline().rule_code() == parts[1] &&
             (words[0] == "overdue") == (clock.deadline().state().code() == "missed");
    });
    const bool has = found != clocks.end();
    if (has != (words[2] == "has"))
      differences.push_back(Difference(absl::StrCat(words[0], " ", words[1]), absl::StrCat(words[2], " ", wanted),
                                       has ? "it is there" : absl::StrCat("it is not among ", clocks.size())));
    if (!has) continue;
    for (const Assignment& attribute : attributes)
      MatchField(*found, attribute.path, attribute.value, scene.place(), &differences);
  }
  return differences;
}

Differences CheckConcern(const Asking& asking, const std::vector<std::string>& words,
                         const std::vector<Assignment>& attributes, const Scene& scene) {
  if (words.size() != 3) return {"write: expect concern no_contact P1"};
  auto request = Filled<ListConcernsRequest>(asking);
  request.add_kinds(words[1]);
  request.set_each(kPageSize);
  std::vector<Concern> concerns;
  do {
    auto page = scene.world->views().ListConcerns(request, asking.viewer);
    if (!page.ok()) return {page.status().ToString()};
    for (const auto& group : page->groups())
      concerns.insert(concerns.end(), group.concerns().begin(), group.concerns().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  Differences least;
  bool found = false;
  for (const Concern& concern : concerns) {
    if (!SameId(words[2], IdOf(concern.subject()), scene.symbols())) continue;
    Differences differences;
    for (const Assignment& attribute : attributes)
      MatchField(concern, attribute.path, attribute.value, scene.place(), &differences);
    if (!found || differences.size() < least.size()) least = std::move(differences);
    found = true;
  }
  if (words[0] == "no_concern")
    return found ? Differences{absl::StrCat(words[1], " is told of ", words[2])} : Differences{};
  if (!found) return {absl::StrCat(words[1], " is not told of ", words[2], "; of others ", concerns.size())};
  return least;
}

}  // namespace homeward::scenario
