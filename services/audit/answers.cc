#include "services/audit/answers.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "google/protobuf/util/time_util.h"
#include "services/errors/errors.h"
#include "services/limits.h"
#include "services/reading/viewer.h"

namespace homeward::services {
namespace {

namespace pb = audit::v1;
using google::protobuf::util::TimeUtil;

std::string HexOf(const eventstore::Hash& hash) {
  return absl::BytesToHexString(std::string(hash.begin(), hash.end()));
}

pb::ListEventTypesResponse MakeEventTypes() {
  pb::ListEventTypesResponse response;
  for (const auto& type : contract::Contract::Get().events()) {
    pb::EventTypeInfo* info = response.add_types();
    info->set_number(type->number);
    info->set_name(type->name);
    info->set_short_name(type->short_name);
    *info->mutable_publishers() = type->options.publisher();
    info->set_stream(type->options.stream());
    info->set_lane(type->options.lane());
    *info->mutable_label() = type->options.label();
    info->set_law(type->options.law());
  }
  return response;
}

pb::AccessEntry ToEntry(eventstore::Position number, const record::v1::AccessRecord& record) {
  pb::AccessEntry entry;
  entry.set_number(number.value);
  *entry.mutable_at() = TimeUtil::MicrosecondsToTimestamp(record.at_us());
  entry.set_viewer(record.viewer());
  entry.set_unit(record.unit());
  entry.set_purpose(record.purpose());
  entry.set_method(record.method());
  entry.set_subject(record.subject());
  entry.set_granted(record.granted());
  entry.set_basis(record.basis());
  entry.set_log_head(record.log_head());
  return entry;
}

}  // namespace

absl::StatusOr<pb::GetHeadResponse> AnswerHead(const Core& core) {
  const projections::Progress progress = core.views.progress();
  const eventstore::Head head = core.store.head();
  pb::GetHeadResponse response;
  response.set_position(head.position.value);
  response.set_root(HexOf(head.root));
  response.set_incarnation(absl::BytesToHexString(head.incarnation));
  if (head.position.value != 0) *response.mutable_appended_at() = TimeUtil::MicrosecondsToTimestamp(head.appended_us);
  for (const std::string& name : core.views.names()) {
    pb::ViewPosition* view = response.add_views();
    view->set_name(name);
    view->set_position(progress.position.value);
  }
  response.set_rebuilding(progress.rebuilding);
  const eventstore::Checked checked = core.store.checked();
  response.set_checked_position(checked.position.value);
  response.set_checked_rounds(checked.rounds);
  response.set_damage(std::string(checked.damage.message()));
  return response;
}

absl::StatusOr<pb::GetStreamResponse> AnswerStream(const Core& core, const pb::GetStreamRequest& request) {
  const auto info = core.store.Stream(eventstore::StreamId(request.stream()));
  if (!info.ok()) return info.status();
  if (info->revision.value == 0) return NotFound();
  pb::GetStreamResponse response;
  response.set_revision(info->revision.value);
  response.set_last_position(info->last.value);
  return response;
}

absl::StatusOr<pb::GetDigestsResponse> AnswerDigests(const Core& core, const pb::GetDigestsRequest& request) {
  auto digests = core.views.Digests({request.views().begin(), request.views().end()}, request.known_at());
  if (!digests.ok()) return digests.status();
  pb::GetDigestsResponse response;
  response.set_position(digests->position.value);
  response.set_incarnation(absl::BytesToHexString(digests->incarnation));
  for (auto& [name, sha256] : digests->by_view) {
    pb::ViewDigest* view = response.add_digests();
    view->set_name(name);
    view->set_sha256(std::move(sha256));
  }
  return response;
}

absl::StatusOr<pb::RebuildResponse> AnswerRebuild(const Core& core) {
  pb::RebuildResponse response;
  response.set_head(core.store.head().position.value);
  const absl::Status begun = core.views.Rebuild();
  if (!begun.ok()) return begun;
  return response;
}

absl::StatusOr<pb::ListAccessResponse> AnswerAccess(const Core& core, const pb::ListAccessRequest& request) {
  if (request.page_size() < 0) {
    return Refusal(absl::StatusCode::kInvalidArgument, "FIELD_RANGE", "page_size is negative.",
                   "Leave it out, or ask for 1 to 1000.");
  }
  const int asked = request.page_size() == 0 ? kPageRowsDefault : request.page_size();
  const uint64_t count = static_cast<uint64_t>(std::min(asked, kAccessRecordsMax));
  const uint64_t from = std::max<uint64_t>(request.from_number(), 1);
  const uint64_t head = core.access.head().position.value;
  pb::ListAccessResponse response;
  if (from > head) return response;
  const uint64_t to = head - from < count ? head : from + count - 1;
  const absl::Status read =
      core.access.Read(eventstore::Position(from), eventstore::Position(to),
                       [&response](eventstore::Position number, const record::v1::AccessRecord& record) {
                         *response.add_entries() = ToEntry(number, record);
                         return true;
                       });
  if (!read.ok()) return read;
  if (to < head) response.set_next_number(to + 1);
  return response;
}

const pb::ListEventTypesResponse& EventTypes() {
  static const auto& response = *new pb::ListEventTypesResponse(MakeEventTypes());
  return response;
}

}  // namespace homeward::services
