// The canonical person: which pseudonyms are agreed to be one person's.
//
// Facts stay under the pseudonym under which they came; a query takes the union of the set. Taking a merge back loses
// nothing.
#ifndef HOMEWARD_PROJECTIONS_IDENTITY_IDENTITY_H_
#define HOMEWARD_PROJECTIONS_IDENTITY_IDENTITY_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "projections/facts/fact.h"

namespace homeward::projections {

// Whether the fact says who is whom.
bool IsIdentityFact(const Fact& fact);

// Immutable; any thread may read it.
class Identity {
 public:
  // Of identity facts in order: all of one person and of whoever they lead to.
  static std::shared_ptr<const Identity> Build(const Facts& facts);

  // The pseudonym that the merges keep; itself where nothing was merged.
  std::string Canonical(const std::string& person) const;
  // Every pseudonym of the same person in order, itself among them.
  std::vector<std::string> Set(const std::string& person) const;

 private:
  std::map<std::string, std::vector<std::string>> sets_;  // canonical → all
  std::map<std::string, std::string> canonical_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_IDENTITY_IDENTITY_H_
