#include "tests/scenarios/answers.h"

#include <map>
#include <vector>

#include "absl/strings/str_split.h"
#include "google/protobuf/message.h"
#include "tests/scenarios/expect.h"

namespace homeward::scenario {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Leaves out where in the log things stand, at any depth.
void ClearPlaces(Message* message) {
  const auto* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection->ListFields(*message, &set);
  for (const FieldDescriptor* field : set) {
    if (field->name() == "position" || field->name() == "appended_at") {
      reflection->ClearField(message, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        ClearPlaces(reflection->MutableRepeatedMessage(message, field, i));
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      ClearPlaces(reflection->MutableMessage(message, field));
    }
  }
}

template <typename Response>
Answered Take(absl::StatusOr<Response> response, const Question& question) {
  if (!response.ok()) return {response.status().code(), "", response.status().ToString()};
  response->clear_position();  // where the view stands now, not what it knows
  response->clear_incarnation();
  if (!question.places_in_the_log) ClearPlaces(&*response);
  return {absl::StatusCode::kOk, response->SerializeAsString(), response->ShortDebugString()};
}

template <typename Request>
Request Filled(const projections::Viewer& viewer, const Question& question) {
  Request request;
  request.mutable_context()->set_purpose(viewer.purpose);
  request.mutable_context()->mutable_as_at()->set_seconds(question.as_at_us / 1'000'000);
  if (question.known_position != 0) request.mutable_known_at()->set_position(question.known_position);
  return request;
}

}  // namespace

bool AskFor(const std::string& subject, const Question& question, projections::Views* views, Answered* answered) {
  static const Symbols* nothing = new Symbols({});
  static const std::map<std::string, pb::ExchangeKind>* kinds =
      new std::map<std::string, pb::ExchangeKind>{{"referral", pb::EXCHANGE_KIND_REFERRAL},
                                                  {"handover", pb::EXCHANGE_KIND_HANDOVER},
                                                  {"verification", pb::EXCHANGE_KIND_VERIFICATION}};
  const projections::Viewer viewer = ViewerOf({.unit = "aud.1", .purpose = "audit"}, *nothing);
  const std::vector<std::string> parts = absl::StrSplit(subject, absl::MaxSplits(':', 1));
  if (parts[0] == "person") {
    auto request = Filled<pb::GetVictimTimelineRequest>(viewer, question);
    request.set_person(parts[1]);
    *answered = Take(views->GetVictimTimeline(request, viewer), question);
  } else if (parts[0] == "service") {
    auto request = Filled<pb::GetServiceUserRecordRequest>(viewer, question);
    request.set_service_user(parts[1]);
    *answered = Take(views->GetServiceUserRecord(request, viewer), question);
  } else if (parts[0] == "case" || parts[0] == "tip") {
    auto request = Filled<pb::GetCaseRequest>(viewer, question);
    request.set_id(parts[1]);
    *answered = Take(views->GetCase(request, viewer), question);
  } else if (parts[0] == "screening") {
    for (const char* author : {"bdr", "soc"}) {
      const projections::Viewer eyes = ViewerOf({.unit = author, .purpose = "supervision"}, *nothing);
      auto request = Filled<pb::GetScreeningRequest>(eyes, question);
      request.set_id(parts[1]);
      *answered = Take(views->GetScreening(request, eyes), question);
      if (answered->code == absl::StatusCode::kOk) break;
    }
  } else if (kinds->contains(parts[0])) {
    auto request = Filled<pb::GetReferralRequest>(viewer, question);
    request.set_kind(kinds->at(parts[0]));
    request.set_id(parts[1]);
    *answered = Take(views->GetReferral(request, viewer), question);
  } else {
    return false;
  }
  return true;
}

}  // namespace homeward::scenario
