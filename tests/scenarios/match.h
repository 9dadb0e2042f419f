// Compares what a view answers with what a scenario writes, field by field, by reflection. Thread-safe.
#ifndef HOMEWARD_TESTS_SCENARIOS_MATCH_H_
#define HOMEWARD_TESTS_SCENARIOS_MATCH_H_

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "homeward/coordination/v1/views.pb.h"
#include "tests/scenarios/build_event.h"

namespace homeward::scenario {

namespace pb = ::homeward::coordination::v1;

// Everything that is wrong with one expectation: "state: expected completed, got in_progress".
using Differences = std::vector<std::string>;

// "expected …, got …" of a key.
std::string Difference(const std::string& key, const std::string& expected, const std::string& got);

// What a symbol, unit or label may stand for in an answer: itself and every id made of it.
std::vector<std::string> Readings(const std::string& text, const Symbols& symbols);

// Whether `got` is a reading of `expected`.
bool SameId(const std::string& expected, const std::string& got, const Symbols& symbols);

// Compares the field at `path` of `message` with `expected`. Codes, strings (by any reading), numbers, bools, enums,
// moments (by the day unless a minute is written); lists as sets with commas; "none" is unset or empty. A path that is
// no field is a difference: unknown keys never pass.
void MatchField(const google::protobuf::Message& message, const std::string& path, const std::string& expected,
                const Place& place, Differences* differences);

// "a,-b": contains a, does not contain b.
void MatchContains(const std::string& key, const std::string& expected, const std::vector<std::string>& got,
                   const Symbols& symbols, Differences* differences);

// The texts of verdicts; "ok" if there are none.
std::vector<std::string> VerdictTexts(const google::protobuf::RepeatedPtrField<pb::Verdict>& verdicts);
void MatchVerdict(const std::string& key, const std::string& expected,
                  const google::protobuf::RepeatedPtrField<pb::Verdict>& verdicts, Differences* differences);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_MATCH_H_
