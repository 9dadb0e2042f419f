#include "projections/projector/rows.h"

#include "eventstore/bytes/bytes.h"

namespace homeward::projections {

std::string IndexPrefix(std::string_view key_prefix) {
  std::string prefix(1, kIndexRow);
  prefix.append(key_prefix);
  return prefix;
}

std::string IndexKey(std::string_view key, std::string_view subject) {
  std::string row;
  row.reserve(key.size() + subject.size() + 2);
  row.push_back(kIndexRow);
  row.append(key).push_back('\0');
  row.append(subject);
  return row;
}

std::string FactPrefix(std::string_view subject) {
  std::string prefix(1, kFactRow);
  prefix.append(subject).push_back('\0');
  return prefix;
}

std::string FactKey(std::string_view subject, eventstore::Position position) {
  std::string row;
  row.reserve(subject.size() + 2 + sizeof position.value);
  row.push_back(kFactRow);
  row.append(subject).push_back('\0');
  eventstore::AppendBe64(position.value, &row);
  return row;
}

std::string_view SubjectOfFact(std::string_view key) {
  return key.substr(1, key.size() - 2 - sizeof(eventstore::Position::value));
}

std::string WholeKey(eventstore::Position position) { return kWholeRow + eventstore::Be64(position.value); }

}  // namespace homeward::projections
