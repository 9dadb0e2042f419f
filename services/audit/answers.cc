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
  const std::vector<std::string> all = core.views.names();
  const std::vector<std::string> asked(request.views().begin(), request.views().end());
  pb::GetDigestsResponse response;
  response.set_position(core.views.position().value);
  for (const std::string& name : asked.empty() ? all : asked) {
    absl::StatusOr<std::string> digest = core.views.Digest(name);
    if (!digest.ok()) return digest.status();
    pb::ViewDigest* view = response.add_digests();
    view->set_name(name);
    view->set_sha256(*std::move(digest));
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

const pb::ListEventTypesResponse& EventTypes() {
  static const auto& response = *new pb::ListEventTypesResponse(MakeEventTypes());
  return response;
}

}  // namespace homeward::services
