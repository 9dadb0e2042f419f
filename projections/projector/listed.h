// What a list's fold remembers of the subjects that moved lately, so that the next event of a subject needs no read.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_LISTED_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_LISTED_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/node_hash_map.h"

namespace homeward::projections {

// A subject as it stands in the list.
struct Listed {
  std::string facts;              // kept facts (kept_fact.h), as below
  std::vector<std::string> keys;  // sorted
};

// Kept facts one after the other, each after its length as be32.
void PutKept(std::string_view fact, std::string* facts);
// Takes the first one off; false if there is none.
bool TakeKept(std::string_view* facts, std::string_view* fact);

// Two generations: what nobody asked for while the younger one filled is forgotten. One thread.
class RecentlyListed {
 public:
  explicit RecentlyListed(size_t bytes_max) : bytes_max_(bytes_max) {}

  // Takes the subject out; false if it is not remembered.
  bool Take(const std::string& subject, Listed* listed);
  void Put(const std::string& subject, Listed listed);

 private:
  const size_t bytes_max_;
  absl::node_hash_map<std::string, Listed> young_, old_;
  size_t young_bytes_ = 0;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_LISTED_H_
