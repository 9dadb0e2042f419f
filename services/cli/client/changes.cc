#include "services/cli/client/changes.h"

#include <set>
#include <string>

namespace homeward::cli {
namespace {

using coordination::v1::Coordination;
using coordination::v1::ListChangesRequest;
using coordination::v1::ListChangesResponse;

// A later page may tell of the same again: every page tells the latest state.
template <typename Row, typename Key>
void MergeRows(const google::protobuf::RepeatedPtrField<Row>& rows, std::set<std::string>* known, Key key,
               google::protobuf::RepeatedPtrField<Row>* all) {
  for (const Row& row : rows)
    if (known->insert(key(row)).second) *all->Add() = row;
}

}  // namespace

bool AskChanges(Asking& asking, const coordination::v1::KnownAt& since, int limit, ListChangesResponse* all) {
  ListChangesRequest request;
  *request.mutable_context() = asking.context();
  *request.mutable_known_at() = asking.known_at();
  request.set_since_position(since.position());
  if (since.has_time()) *request.mutable_since_time() = since.time();
  request.set_page_size(services::kPageRowsMax);
  std::set<std::string> exchanges, cases, persons;
  while (true) {
    ListChangesResponse page;
    if (!asking.Ask(asking.coordination(), &Coordination::Stub::ListChanges, request, &page)) return false;
    MergeRows(
        page.exchanges(), &exchanges,
        [](const auto& e) { return e.subject() + " " + e.from_unit() + " " + e.to_unit(); }, all->mutable_exchanges());
    MergeRows(
        page.cases(), &cases, [](const auto& c) { return c.subject(); }, all->mutable_cases());
    MergeRows(
        page.persons(), &persons, [](const std::string& p) { return p; }, all->mutable_persons());
    all->set_position(page.position());
    all->set_incarnation(page.incarnation());
    *all->mutable_as_at() = page.as_at();
    all->set_next_since_position(page.next_since_position());
    all->set_more(page.more());
    if (!page.more() || all->exchanges_size() + all->cases_size() + all->persons_size() >= limit) return true;
    request.set_since_position(page.next_since_position());
    request.clear_since_time();
  }
}

}  // namespace homeward::cli
