// Keys and values of a view's family.
//
//   i index key \0 subject          the subject stands in a list
//   f subject \0 be64(position)     a fact that a list keeps; no part of the digest
//   w be64(position)                a fact of a view that is read whole
//   !                               version and checkpoint; no part of the digest
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_ROWS_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_ROWS_H_

#include <string>
#include <string_view>

#include "eventstore/types.h"

namespace homeward::projections {

inline constexpr char kIndexRow = 'i';
inline constexpr char kFactRow = 'f';
inline constexpr char kWholeRow = 'w';
inline constexpr std::string_view kCheckpointKey = "!";

// What the rows of all keys that begin so begin with.
std::string IndexPrefix(std::string_view key_prefix);
std::string IndexKey(std::string_view key, std::string_view subject);
std::string FactPrefix(std::string_view subject);
std::string FactKey(std::string_view subject, eventstore::Position position);
std::string_view SubjectOfFact(std::string_view key);  // of a fact's row
std::string WholeKey(eventstore::Position position);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_ROWS_H_
