#include "projections/query/explain.h"

#include <algorithm>
#include <set>
#include <utility>

#include "eventstore/gate/competence.h"
#include "projections/limits.h"
#include "projections/projector/projection.h"
#include "projections/query/mention.h"
#include "projections/victims/projection.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::ExplainedValue;

constexpr std::string_view kAccessBasis = "basis";  // of a timeline: why this viewer may read it

bool IsRule(const Fact& fact) { return eventstore::IsGovernanceStream(fact.stream); }

// What stands at the path. A list that is empty now was something else when an element stood in it: that one's path.
Leaf LeafAt(const Leaves& leaves, const std::string& path) {
  if (const Leaf* leaf = leaves.Find(path)) return *leaf;
  const auto below = std::find_if(leaves.all().begin(), leaves.all().end(),
                                  [&](const Leaf& leaf) { return IsBelow(leaf.path, path); });
  Leaf found;
  if (below != leaves.all().end()) found.value = below->elements.empty() ? below->path : below->elements.back();
  return found;
}

std::string ValueAt(const Leaves& leaves, const std::string& path) { return LeafAt(leaves, path).value; }

// "tracks[x].state" of "tracks[x].State" or "trackState" as JSON writes it: names within brackets stay.
std::string SnakeCase(std::string_view field) {
  std::string path;
  int depth = 0;
  for (const char c : field) {
    depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (depth == 0 && c >= 'A' && c <= 'Z') {
      path.push_back('_');
      path.push_back(static_cast<char>(c - 'A' + 'a'));
    } else {
      path.push_back(c);
    }
  }
  return path;
}

// Which values are asked about; empty paths for what is not there now. `cut`: there were more.
absl::StatusOr<std::vector<std::string>> Asked(const google::protobuf::Message& row, const Leaves& leaves,
                                               const std::vector<std::string>& fields, bool* cut) {
  std::vector<std::string> paths;
  for (const Leaf& leaf : leaves.all())
    if (fields.empty() && leaf.coded && leaf.elements.empty() && leaf.path != kAccessBasis) paths.push_back(leaf.path);
  for (const std::string& field : fields) {
    const std::string asked = SnakeCase(field);
    if (row.GetDescriptor()->FindFieldByName(asked.substr(0, asked.find_first_of(".["))) == nullptr)
      return absl::InvalidArgumentError("FIELD_UNKNOWN: the view has no field of that name");
    const size_t before = paths.size();
    for (const Leaf& leaf : leaves.all())
      if (IsBelow(leaf.path, asked)) paths.push_back(leaf.path);
    if (paths.size() == before) paths.push_back(asked);  // nothing: that too has its reasons
  }
  std::vector<std::string> once;
  for (std::string& path : paths)
    if (std::find(once.begin(), once.end(), path) == once.end()) once.push_back(std::move(path));
  *cut = once.size() > kExplainValuesMax;
  if (*cut) once.resize(kExplainValuesMax);
  return once;
}

class Explanation {
 public:
  Explanation(const RowKey& key, const Viewer& viewer, Knowledge* whole)
      : person_(key.view == kVictimsView || key.view == kServiceUsersView),
        reader_(key, viewer, whole),
        namer_(viewer, whole) {}

  absl::Status Run(const Leaves& shown, const std::vector<std::string>& paths) {
    if (auto read = reader_.Read([](const Fact&) { return true; }); !read.ok()) return read.status();
    namer_.Shows(shown);
    for (const std::string& path : paths) {
      Value& value = values_.emplace_back();
      value.path = path;
      value.shown = ValueAt(shown, path);
    }
    if (auto done = TakeSteps(); !done.ok()) return done;
    // What would be shown, whoever may read it; unless that is the question.
    reader_.Grant(!person_ || std::find(paths.begin(), paths.end(), kAccessBasis) == paths.end());
    if (auto done = LeaveOut(); !done.ok()) return done;
    for (Value& value : values_)
      if (auto done = FindEnough(&value); !done.ok()) return done;
    auto undated = reader_.Read([](const Fact&) { return true; }, 0);
    if (!undated.ok()) return undated.status();
    for (Value& value : values_) value.dated = ValueAt(*undated, value.path) != value.shown;
    return absl::OkStatus();
  }

  void Tell(const Leaves& shown, coordination::v1::ExplainResponse* response) {
    for (const Value& value : values_) {
      ExplainedValue* told = response->add_values();
      told->set_path(value.path);
      told->set_value(value.shown);
      if (const Leaf* leaf = shown.Find(value.path); leaf != nullptr && !leaf->label.en().empty())
        *told->mutable_label() = leaf->label;
      bool withheld = false;  // of those it is said that there are some, not how many
      for (const size_t i : value.enough) {
        if (!namer_.MayName(facts_[i]) && std::exchange(withheld, true)) continue;
        auto* origin = told->add_origins();
        *origin->mutable_event() = namer_.Name(facts_[i], false);
        origin->set_necessary(value.necessary.contains(i));
      }
      const size_t first = value.steps.size() > kExplainStepsTold ? value.steps.size() - kExplainStepsTold : 0;
      told->set_cut(first > 0);
      for (size_t i = first; i < value.steps.size(); ++i) {
        auto* step = told->add_steps();
        *step->mutable_event() = namer_.Name(value.steps[i].first, true);
        if (const auto& leaf = value.steps[i].second; !leaf.value.empty()) {
          step->set_value(leaf.value);
          if (!leaf.label.en().empty()) *step->mutable_label() = leaf.label;
        }
      }
      told->set_depends_on_date(value.dated);
    }
  }

 private:
  struct Value {
    std::string path, shown;
    std::vector<std::pair<Fact, Leaf>> steps;
    std::set<size_t> necessary, enough;  // places in facts_
    bool dated = false;
  };

  // In order of the log: after which events each value was another.
  absl::Status TakeSteps() {
    // An earlier state may rest on events that the present one never asks for: as long as more of them come up, again.
    for (size_t known = 0; (facts_ = reader_.Known()).size() > known;) {
      known = facts_.size();
      if (std::count_if(facts_.begin(), facts_.end(), [](const Fact& fact) { return !IsRule(fact); }) >
          static_cast<std::ptrdiff_t>(kExplainFactsMax))
        return absl::ResourceExhaustedError("EXPLAIN_TOO_WIDE: more events bear on it than are weighed at once");
      if (auto stepped = StepThrough(); !stepped.ok()) return stepped;
    }
    return absl::OkStatus();
  }

  absl::Status StepThrough() {
    for (Value& value : values_) value.steps.clear();
    std::vector<std::string> before(values_.size());
    const auto first = std::find_if_not(facts_.begin(), facts_.end(), IsRule);  // rules alone show nothing
    for (auto begin = static_cast<size_t>(first - facts_.begin()); begin < facts_.size();) {
      size_t end = begin + 1;
      while (IsRule(facts_[begin]) && end < facts_.size() && IsRule(facts_[end])) ++end;
      if (auto stepped = Step(begin, end, &before); !stepped.ok()) return stepped;
      begin = end;
    }
    return absl::OkStatus();
  }

  // Over one event, or over rules alone: of these there are many, and few that matter, so that where they change
  // something they are looked through by halves.
  absl::Status Step(size_t begin, size_t end, std::vector<std::string>* before) {
    auto leaves = reader_.ReadUpTo(facts_[end - 1].position);
    if (!leaves.ok()) return leaves.status();
    const auto changed = [&](size_t i) { return ValueAt(*leaves, values_[i].path) != (*before)[i]; };
    if (end - begin > 1) {
      bool any = false;
      for (size_t i = 0; i < values_.size(); ++i) any = any || changed(i);
      if (!any) return absl::OkStatus();
      const size_t middle = begin + (end - begin) / 2;
      if (auto stepped = Step(begin, middle, before); !stepped.ok()) return stepped;
      return Step(middle, end, before);
    }
    for (size_t i = 0; i < values_.size(); ++i) {
      if (!changed(i)) continue;
      Leaf leaf = LeafAt(*leaves, values_[i].path);
      (*before)[i] = leaf.value;
      values_[i].steps.emplace_back(facts_[begin], std::move(leaf));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Leaves> ReadWithout(const std::set<size_t>& left_out) {
    std::set<Position> positions;
    for (const size_t i : left_out) positions.insert(facts_[i].position);
    return reader_.Read([&](const Fact& fact) { return !positions.contains(fact.position); });
  }

  // Each event left out alone; rules by halves, as above.
  absl::Status LeaveOut() {
    std::vector<size_t> rules;
    for (size_t i = 0; i < facts_.size(); ++i) {
      if (IsRule(facts_[i])) {
        rules.push_back(i);
      } else if (auto done = LeaveOutEach({i}); !done.ok()) {
        return done;
      }
    }
    return LeaveOutEach(rules);
  }

  // Of those that together matter.
  absl::Status LeaveOutEach(const std::vector<size_t>& some) {
    if (some.empty()) return absl::OkStatus();
    auto leaves = ReadWithout({some.begin(), some.end()});
    if (!leaves.ok()) return leaves.status();
    bool matter = false;
    for (Value& value : values_) {
      if (ValueAt(*leaves, value.path) == value.shown) continue;
      matter = true;
      if (some.size() == 1) value.necessary.insert(some.front());
    }
    if (!matter || some.size() == 1) return absl::OkStatus();
    const auto middle = some.begin() + static_cast<std::ptrdiff_t>(some.size() / 2);
    if (auto done = LeaveOutEach({some.begin(), middle}); !done.ok()) return done;
    return LeaveOutEach({middle, some.end()});
  }

  // A few that give the value alone: the necessary ones, and as few others as it takes.
  absl::Status FindEnough(Value* value) {
    std::set<size_t> left_out;
    std::vector<size_t> others;
    for (size_t i = 0; i < facts_.size(); ++i)
      if (!value->necessary.contains(i)) others.push_back(i);
    if (auto done = DropFrom(others, *value, &left_out); !done.ok()) return done;
    for (bool smaller = true; smaller;) {  // what a later drop has made idle
      smaller = false;
      for (const size_t i : others) {
        if (left_out.contains(i)) continue;
        const size_t before = left_out.size();
        if (auto done = DropFrom({i}, *value, &left_out); !done.ok()) return done;
        smaller = smaller || left_out.size() > before;
      }
    }
    for (size_t i = 0; i < facts_.size(); ++i)
      if (!left_out.contains(i)) value->enough.insert(i);
    return absl::OkStatus();
  }

  // Drops all of them if the value stays, else what it can of each half. Later events go first.
  absl::Status DropFrom(const std::vector<size_t>& some, const Value& value, std::set<size_t>* left_out) {
    if (some.empty()) return absl::OkStatus();
    if (reader_.reads() > kExplainReadsMax)
      return absl::ResourceExhaustedError("EXPLAIN_TOO_WIDE: finding the events takes longer than one question may");
    std::set<size_t> without = *left_out;
    without.insert(some.begin(), some.end());
    auto leaves = ReadWithout(without);
    if (!leaves.ok()) return leaves.status();
    if (ValueAt(*leaves, value.path) == value.shown) {
      *left_out = std::move(without);
      return absl::OkStatus();
    }
    if (some.size() == 1) return absl::OkStatus();
    const auto middle = some.begin() + static_cast<std::ptrdiff_t>(some.size() / 2);
    if (auto done = DropFrom({middle, some.end()}, value, left_out); !done.ok()) return done;
    return DropFrom({some.begin(), middle}, value, left_out);
  }

  const bool person_;
  RowReader reader_;
  Namer namer_;
  Facts facts_;  // by position
  std::vector<Value> values_;
};

}  // namespace

absl::Status Explain(const RowKey& key, const std::vector<std::string>& fields, const Viewer& viewer,
                     Knowledge* knowledge, coordination::v1::ExplainResponse* response) {
  auto row = ReadRow(key, viewer, knowledge);
  if (!row.ok()) return row.status();
  if (*row == nullptr) return absl::NotFoundError("unknown, or not yours to read");
  const Leaves shown(**row);
  bool cut = false;
  auto paths = Asked(**row, shown, fields, &cut);
  if (!paths.ok()) return paths.status();
  Explanation explanation(key, viewer, knowledge);
  if (auto done = explanation.Run(shown, *paths); !done.ok()) return done;
  explanation.Tell(shown, response);
  response->set_view(key.view);
  response->set_subject(key.subject);
  response->set_cut(cut);
  return knowledge->status();
}

}  // namespace homeward::projections
