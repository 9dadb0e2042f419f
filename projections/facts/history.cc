#include "projections/facts/history.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "eventstore/gate/standing.h"

namespace homeward::projections {
namespace {

using StreamFacts = std::vector<const Fact*>;

// What became of the events of one stream, by the function that the Gate uses.
void AppendStream(StreamFacts facts, Micros as_at_us, History* history) {
  std::sort(facts.begin(), facts.end(), [](const Fact* a, const Fact* b) { return a->revision < b->revision; });
  std::vector<eventstore::Link> links;
  std::map<std::string_view, size_t> index_of;
  for (const Fact* f : facts) {
    index_of[f->id()] = links.size();
    links.push_back(eventstore::LinkOf(*f->event));
  }
  const eventstore::Standing standing = eventstore::StandingOf(links);
  std::vector<uint64_t> place(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    auto target = index_of.find(links[i].corrects);
    place[i] = target != index_of.end() && target->second < i ? place[target->second] : facts[i]->revision;
    const Fact& f = *facts[i];
    if (f.IsRetraction() || (as_at_us > 0 && f.time_us > as_at_us)) continue;
    Line line;
    line.fact = f;
    line.place = place[i];
    line.replaces = f.corrects();
    if (target != index_of.end()) line.replaces_event = facts[target->second]->event;
    if (standing.replaced_by[i] != eventstore::Standing::kNone) {
      line.strike = Strike::kCorrected;
      const Fact& by = *facts[static_cast<size_t>(standing.replaced_by[i])];
      line.replaced_by = by.id();
      line.replaced_by_event = by.event;
    }
    if (standing.retracted_by[i] != eventstore::Standing::kNone) line.strike = Strike::kRetracted;
    history->push_back(std::move(line));
  }
}

bool LineBefore(const Line& a, const Line& b) {
  return std::forward_as_tuple(a.fact.time_us, a.fact.precedence, a.fact.agency, a.fact.stream, a.place,
                               a.fact.revision) < std::forward_as_tuple(b.fact.time_us, b.fact.precedence,
                                                                        b.fact.agency, b.fact.stream, b.place,
                                                                        b.fact.revision);
}

// Whether something in it takes the place of, or takes back, or protests against something else.
bool Rewrites(const Fact& f) { return !f.corrects().empty() || f.IsRetraction() || f.IsDispute(); }

// Nothing was rewritten: every fact stands where it was said.
History Plain(Facts facts, Micros as_at_us) {
  History all;
  all.reserve(facts.size());
  for (Fact& f : facts) {
    if (as_at_us > 0 && f.time_us > as_at_us) continue;
    Line& line = all.emplace_back();
    line.place = f.revision;
    line.fact = std::move(f);
  }
  return all;
}

}  // namespace

History MakeHistory(Facts facts, Micros as_at_us) {
  Sort(&facts);
  if (std::none_of(facts.begin(), facts.end(), Rewrites)) return Plain(std::move(facts), as_at_us);
  std::map<std::string_view, StreamFacts> streams;
  for (const Fact& f : facts) streams[f.stream].push_back(&f);
  History all;
  for (auto& [stream, in_stream] : streams) AppendStream(std::move(in_stream), as_at_us, &all);
  std::map<std::string, std::vector<std::string>> disputes;
  for (const Line& line : all)
    if (line.fact.IsDispute() && line.stands()) disputes[line.fact.Target()].push_back(line.fact.id());
  std::erase_if(all, [](const Line& line) { return line.fact.IsDispute(); });
  for (Line& line : all)
    if (auto d = disputes.find(line.fact.id()); d != disputes.end()) line.disputed_by = d->second;
  std::stable_sort(all.begin(), all.end(), LineBefore);
  return all;
}

std::vector<const Line*> Standing(const History& history, std::string_view subject) {
  std::vector<const Line*> lines;
  for (const Line& line : history)
    if (line.stands() && line.fact.IsAbout(subject)) lines.push_back(&line);
  return lines;
}

}  // namespace homeward::projections
