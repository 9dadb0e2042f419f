// A view as one number: equal for any merge of the same streams and after any rebuild.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_DIGEST_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_DIGEST_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "eventstore/bytes/sha256.h"
#include "projections/projector/projection.h"
#include "projections/projector/sight.h"

namespace homeward::projections {

// SHA-256 over a view's name, then its lists' rows in the order of their keys, then its subjects in order of name, each
// with its facts in order. Positions and appended times take no part.
class ViewHash {
 public:
  explicit ViewHash(std::string_view view) { hash_.Frame(view); }
  void AddRow(std::string_view key, std::string_view value) { hash_.Frame(key).Frame(value); }
  void AddSubject(std::string_view subject) { hash_.Frame(subject); }
  void AddFact(const Fact& fact);
  std::string Finish();  // hexadecimal; once

 private:
  eventstore::Sha256 hash_;
};

// Adds a view's tallies. Positions take no part: only whether each stands.
absl::Status AddTallies(const eventstore::KeyspaceSnapshot& rows, const Projection& view, ViewHash* hash);

// The hash of what the sight shows. Reads all of it.
absl::StatusOr<std::string> DigestOf(const Sight& sight, const Projection& view);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_DIGEST_H_
