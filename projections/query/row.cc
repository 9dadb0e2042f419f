#include "projections/query/row.h"

#include <algorithm>

#include "projections/cases/projection.h"
#include "projections/exchanges/index.h"
#include "projections/projector/projection.h"
#include "projections/query/cases.h"
#include "projections/query/exchanges.h"
#include "projections/query/screenings.h"
#include "projections/query/victims.h"
#include "projections/screenings/screening.h"
#include "projections/victims/projection.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

template <typename Message>
absl::StatusOr<Row> RowOf(absl::StatusOr<Message> read) {
  if (absl::IsNotFound(read.status())) return Row();
  if (!read.ok()) return read.status();
  return Row(std::make_unique<Message>(*std::move(read)));
}

absl::StatusOr<coordination::v1::GetServiceUserRecordResponse> ServiceUser(const std::string& id, const Viewer& viewer,
                                                                           Knowledge* knowledge) {
  coordination::v1::GetServiceUserRecordResponse record;
  if (auto read = ReadServiceUser(id, viewer, knowledge, &record); !read.ok()) return read;
  return record;
}

}  // namespace

absl::StatusOr<Row> ReadRow(const RowKey& key, const Viewer& viewer, Knowledge* knowledge,
                            const AccessDecision* granted) {
  const std::string id(IdOf(key.subject));
  std::string subject = key.subject, basis;
  if (key.view == kCasesView) subject = CaseSubject(id, knowledge);
  if (granted != nullptr) knowledge->Grant(subject, *granted);
  if (key.view == kCasesView) return RowOf(ReadCase(subject, viewer, true, knowledge, &basis));
  if (key.view == kVictimsView) return RowOf(ReadTimeline(id, viewer, knowledge));
  if (key.view == kServiceUsersView) return RowOf(ServiceUser(id, viewer, knowledge));
  if (key.view == kScreeningsView) return RowOf(ReadScreening(id, viewer, knowledge, &basis));
  return RowOf(ReadExchange(subject, viewer, knowledge, &basis));
}

absl::StatusOr<Leaves> RowReader::Read(const Supposed::Keeps& keeps, Micros as_at_us) {
  static const AccessDecision kGranted{true, ""};
  ++reads_;
  Supposed supposed(whole_, as_at_us, keeps);
  auto row = ReadRow(key_, viewer_, &supposed, granted_ ? &kGranted : nullptr);
  for (const std::string& subject : supposed.SubjectsRead()) subjects_.insert(subject);
  if (!row.ok()) return row.status();
  return *row == nullptr ? Leaves() : Leaves(**row);
}

Facts RowReader::Known() const {
  Facts facts = *whole_->governance_facts();
  for (const std::string& subject : subjects_) {
    const Facts& of = whole_->Of(subject);
    facts.insert(facts.end(), of.begin(), of.end());
  }
  const auto earlier = [](const Fact& a, const Fact& b) { return a.position < b.position; };
  std::sort(facts.begin(), facts.end(), earlier);
  facts.erase(
      std::unique(facts.begin(), facts.end(), [](const Fact& a, const Fact& b) { return a.position == b.position; }),
      facts.end());
  return facts;
}

}  // namespace homeward::projections
