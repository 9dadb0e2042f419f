// Keys and values of a view's family.
//
//   f subject \0 order key          a fact of the subject (OrderKey: no position in it)
//   e event id                      the subjects under which that event's facts stand
//   p target id \0 event id         an event that corrects, retracts or disputes the target
//   i index key \0 subject          the subject stands in a list
//   x subject                       the index keys it has now
//   !                               version and checkpoint; no part of the digest
//
// Every value begins with [u64 position][u64 appended_us], zero where a row is no event's; the digest leaves them out.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_ROWS_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_ROWS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "eventstore/keyspace.h"
#include "google/protobuf/message_lite.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

inline constexpr char kFactRow = 'f';
inline constexpr char kHomesRow = 'e';
inline constexpr char kPointerRow = 'p';
inline constexpr char kIndexRow = 'i';
inline constexpr char kIndexedRow = 'x';
inline constexpr std::string_view kCheckpointKey = "!";
inline constexpr size_t kRowHeaderBytes = 16;

std::string FactPrefix(std::string_view subject);
std::string FactKey(std::string_view subject, const Fact& fact);
std::string HomesKey(std::string_view event_id);
std::string PointerPrefix(std::string_view target_id);
std::string PointerKey(std::string_view target_id, std::string_view event_id);
std::string IndexKey(std::string_view key, std::string_view subject);
std::string IndexedKey(std::string_view subject);

// A value that is no event's: the header is zero.
std::string EncodeRow(const google::protobuf::MessageLite& row);
bool DecodeRow(std::string_view value, google::protobuf::MessageLite* row);

// The facts of a subject in order. DATA_LOSS if a row cannot be read.
absl::StatusOr<Facts> ReadFacts(const eventstore::KeyspaceSnapshot& rows, std::string_view family,
                                std::string_view subject);

// SHA-256 in hexadecimal over name, keys and values without their headers, in key order.
absl::StatusOr<std::string> DigestOf(const eventstore::KeyspaceSnapshot& rows, std::string_view family);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_ROWS_H_
