#include "projections/query/differences.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "eventstore/gate/competence.h"
#include "projections/cases/projection.h"
#include "projections/exchanges/index.h"
#include "projections/limits.h"
#include "projections/projector/changes.h"
#include "projections/projector/projection.h"
#include "projections/query/cases.h"
#include "projections/query/mention.h"
#include "projections/screenings/screening.h"
#include "projections/victims/projection.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::Difference;
using coordination::v1::FieldDifference;

bool NamesUnit(const Leaves& row, const std::string& unit) {
  return std::any_of(row.all().begin(), row.all().end(), [&](const Leaf& leaf) {
    for (std::string_view rest = leaf.value; !rest.empty();) {
      const size_t comma = rest.find(", ");
      const std::string_view one = rest.substr(0, comma);
      if (contract::IsUnit(one) && contract::UnitCovers(unit, one)) return true;
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 2);
    }
    return false;
  });
}

// The facts after `from` that the row's readings asked for, by position.
Facts Between(const RowReader& reader, Position from, Position to) {
  Facts facts = reader.Known();
  std::erase_if(facts, [&](const Fact& f) { return f.position <= from || f.position > to; });
  return facts;
}

// An event after which the row was another, and where.
struct Move {
  Fact fact;
  std::vector<FieldDifference> fields;
};

// Replays the row event by event. `cut`: there were too many; the first ones are taken in one step, told of none.
absl::StatusOr<std::vector<Move>> MovesOf(RowReader* reader, Position from, Position to, const Leaves& before,
                                          bool* cut) {
  std::vector<Move> moves;
  // A state on the way may rest on events that neither end asks for: as long as more of them come up, again.
  for (size_t known = 0;;) {
    Facts facts = Between(*reader, from, to);
    if (facts.size() == known) return moves;
    known = facts.size();
    moves.clear();
    Leaves last = before;
    *cut = facts.size() > kDiffStepsMax;
    for (size_t i = *cut ? facts.size() - kDiffStepsMax : 0; i < facts.size(); ++i) {
      auto now = reader->ReadUpTo(facts[i].position);
      if (!now.ok()) return now.status();
      std::vector<FieldDifference> fields = Differ(last, *now);
      if (!fields.empty()) moves.push_back({facts[i], std::move(fields)});
      last = *std::move(now);
    }
  }
}

bool Touches(const Move& move, const std::string& path) {
  return std::any_of(move.fields.begin(), move.fields.end(), [&](const FieldDifference& field) {
    return IsBelow(field.path(), path) || IsBelow(path, field.path());
  });
}

}  // namespace

absl::StatusOr<std::optional<Difference>> DifferenceOf(const RowKey& key, Position from, const std::string& unit,
                                                       const Viewer& viewer, Knowledge* knowledge) {
  RowReader reader(key, viewer, knowledge);
  auto before = reader.ReadUpTo(from);
  if (!before.ok()) return before.status();
  auto after = reader.ReadUpTo(knowledge->position());
  if (!after.ok()) return after.status();
  std::vector<FieldDifference> fields = Differ(*before, *after);
  if (fields.empty()) return std::nullopt;
  if (!unit.empty() && !NamesUnit(*before, unit) && !NamesUnit(*after, unit)) return std::nullopt;
  bool cut = false;
  auto moves = MovesOf(&reader, from, knowledge->position(), *before, &cut);
  if (!moves.ok()) return moves.status();

  Difference difference;
  difference.set_view(key.view);
  difference.set_subject(key.subject);
  difference.set_change(before->all().empty()  ? coordination::v1::CHANGE_APPEARED
                        : after->all().empty() ? coordination::v1::CHANGE_GONE
                                               : coordination::v1::CHANGE_CHANGED);
  difference.set_cut(cut || fields.size() > kDiffFieldsMax);
  Namer namer(viewer, knowledge);
  namer.Shows(*before);
  namer.Shows(*after);
  for (const Move& move : *moves) *difference.add_events() = namer.Name(move.fact, true);
  if (fields.size() > kDiffFieldsMax) fields.resize(kDiffFieldsMax);
  for (FieldDifference& field : fields) {
    for (size_t i = 0; i < moves->size(); ++i)
      if (Touches((*moves)[i], field.path())) field.add_changed_by(static_cast<uint32_t>(i));
    *difference.add_fields() = std::move(field);
  }
  return difference;
}

bool ToldElsewhere(const RowKey& key, Position from, Knowledge* knowledge) {
  if (key.view != kCasesView || KindOf(key.subject) != "tip") return false;
  const std::string id(IdOf(key.subject));
  if (CaseSubject(id, knowledge) == key.subject) return false;
  Supposed then(knowledge, knowledge->frame().as_at_us, [from](const Fact& fact) { return fact.position <= from; });
  return CaseSubject(id, &then) != key.subject;
}

std::vector<RowKey> RowsOf(const std::string& subject) {
  const std::string_view view = ViewOf(subject);
  if (view.empty()) return {};
  if (view == kCasesView) return {{std::string(kCasesView), subject}, {std::string(kReferralsView), subject}};
  return {{std::string(view), subject}};
}

absl::StatusOr<std::set<RowKey>> RowsTouched(const eventstore::Store& store, Position from,
                                             const std::set<std::string>& views, Knowledge* knowledge) {
  SubjectSet changed;
  bool rules = false;
  absl::Status status;
  if (knowledge->position().value - from.value > kDiffEventsMax)
    return absl::InvalidArgumentError("RANGE_TOO_WIDE: more events lie between than are compared at once");
  auto read = store.ReadRange(from.next(), knowledge->position(), [&](const eventstore::LogEventPtr& event) {
    rules = rules || eventstore::IsGovernanceStream(event->stream());
    status = AddChanged(*event, store, &changed);
    return status.ok();
  });
  if (!read.ok()) return read;
  if (!status.ok()) return status;

  std::set<std::string> subjects;
  std::deque<std::string> open(changed.begin(), changed.end());
  const auto add = [&](std::string_view subject) {
    if (!ViewOf(subject).empty() && subjects.emplace(subject).second) open.emplace_back(subject);
  };
  if (rules)
    for (const std::string_view kind :
         {"case", "handover", "person", "referral", "screening", "service", "tip", "verification"})
      if (auto all = store.VisitSubjects(contract::Cat(kind, ":"), knowledge->position(),
                                         [&](std::string_view subject, const std::vector<Position>&) {
                                           add(subject);
                                           return subjects.size() <= kDiffSubjectsMax;
                                         });
          !all.ok())
        return all;
  for (; !open.empty() && subjects.size() <= kDiffSubjectsMax; open.pop_front()) {
    const std::string subject = open.front();
    add(subject);
    if (rules) continue;  // they are all in
    for (const Fact& fact : knowledge->Of(subject))
      for (const std::string& linked : fact.Subjects()) add(linked);
  }
  if (subjects.size() > kDiffSubjectsMax)
    return absl::InvalidArgumentError("RANGE_TOO_WIDE: more rows may have changed than are compared at once");
  std::set<RowKey> rows;
  for (const std::string& subject : subjects)
    for (RowKey& key : RowsOf(subject))
      if (views.empty() || views.contains(key.view)) rows.insert(std::move(key));
  return rows;
}

}  // namespace homeward::projections
