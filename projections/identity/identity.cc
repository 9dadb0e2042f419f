#include "projections/identity/identity.h"

#include <algorithm>
#include <set>

#include "projections/facts/history.h"

namespace homeward::projections {
namespace {

// The root of a person in the forest of merges: the pseudonym that the agencies agreed to keep.
std::string Root(const std::map<std::string, std::string>& up, std::string person) {
  for (auto it = up.find(person); it != up.end(); it = up.find(person)) person = it->second;
  return person;
}

constexpr size_t kAgreeing = 2;  // units that must say so

struct Pair {
  std::string a, b;
};

}  // namespace

bool IsIdentityFact(const Fact& fact) { return fact.StreamKind() == "identity"; }

std::shared_ptr<const Identity> Identity::Build(const Facts& facts) {
  // A merge is one id said by two units, each in its own stream. It stands while two say so and none has taken it back:
  // a person is never held together against an agency that says otherwise.
  std::map<std::string, Pair> pairs;
  std::map<std::string, std::map<std::string, std::string>> said;  // merge id → stream → last word
  for (const Line& line : MakeHistory(facts, 0)) {
    const Fact& f = line.fact;
    if (!line.stands() || (!f.Is("IdentitiesMerged") && !f.Is("IdentitiesUnmerged"))) continue;
    const std::string id = f.Text("merge_id");
    if (f.Is("IdentitiesMerged")) pairs[id] = {f.Text("person_id"), f.Text("other_person_id")};
    said[id][std::string(f.stream)] = f.name();
  }
  auto identity = std::make_shared<Identity>();
  std::map<std::string, std::string> up;
  std::set<std::string> persons;
  for (const auto& [id, pair] : pairs) {
    const auto& words = said[id];
    if (words.size() < kAgreeing) continue;
    if (std::any_of(words.begin(), words.end(), [](const auto& w) { return w.second == "IdentitiesUnmerged"; }))
      continue;
    persons.insert({pair.a, pair.b});
    const std::string a = Root(up, pair.a), b = Root(up, pair.b);
    if (a != b) up[b] = a;
  }
  for (const std::string& person : persons) {
    const std::string root = Root(up, person);
    identity->canonical_[person] = root;
    identity->sets_[root].push_back(person);
  }
  return identity;
}

std::string Identity::Canonical(const std::string& person) const {
  auto it = canonical_.find(person);
  return it == canonical_.end() ? person : it->second;
}

std::vector<std::string> Identity::Set(const std::string& person) const {
  auto it = sets_.find(Canonical(person));
  return it == sets_.end() ? std::vector<std::string>{person} : it->second;
}

}  // namespace homeward::projections
