#include "projections/query/list_ranges.h"

#include "projections/lists/listing.h"
#include "projections/projector/rows.h"
#include "projections/query/scopes.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

constexpr char kAfterAll = '\xff';  // sorts behind every character of a scope, code or class

// Whether units of several provinces stand under it.
bool IsWide(std::string_view scope) { return scope == kEverywhere || scope.find('.') == std::string_view::npos; }

}  // namespace

absl::StatusOr<std::vector<std::string>> DistinctWords(const Sight& sight, std::string_view family,
                                                       const std::string& prefix, int bars, size_t from) {
  std::vector<std::string> found;
  std::string start, word;
  do {
    word.clear();
    auto scanned = sight.rows->Scan(family, prefix, start, [&](std::string_view key, std::string_view) {
      size_t end = from;
      for (int bar = 0; bar < bars && end != std::string_view::npos; ++bar)
        end = key.find('|', end + (bar > 0 ? 1 : 0));
      if (end != std::string_view::npos) word = std::string(key.substr(0, end));
      return false;
    });
    if (!scanned.ok()) return scanned;
    if (!word.empty()) found.push_back(word.substr(from));
    start = contract::Cat(word, "|", std::string(1, kAfterAll));
  } while (!word.empty());
  return found;
}

absl::StatusOr<std::set<std::string>> ListedScopes(const Sight& sight, std::string_view family, std::string_view list,
                                                   const std::vector<std::string>& scopes) {
  std::set<std::string> listed;
  for (const std::string& scope : scopes) {
    if (scope.starts_with(kEverywhere) && scope != kEverywhere) {
      listed.insert(scope);
    } else if (!IsWide(scope)) {
      listed.insert(ScopeOfUnit(scope));
    } else {
      const std::string prefix = IndexPrefix(contract::Cat(list, "|"));
      auto all = DistinctWords(sight, family, prefix, 1, prefix.size());
      if (!all.ok()) return all.status();
      listed.insert(all->begin(), all->end());
    }
  }
  return listed;
}

absl::Status AddRanges(const Sight& sight, std::string_view family, std::string_view list, char section,
                       const std::vector<std::string>& scopes, std::vector<IndexRange>* ranges) {
  auto listed = ListedScopes(sight, family, list, scopes);
  if (!listed.ok()) return listed.status();
  for (const std::string& scope : *listed) ranges->push_back({std::string(family), ListPrefix(list, scope, section)});
  return absl::OkStatus();
}

bool StandsIn(std::string_view place, const std::vector<std::string>& scopes) {
  return AnyUnit(place, [&](std::string_view unit) { return InScopes(scopes, unit); });
}

}  // namespace homeward::projections
