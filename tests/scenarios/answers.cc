#include "tests/scenarios/answers.h"

#include <map>
#include <vector>

#include "absl/strings/str_split.h"
#include "google/protobuf/message.h"
#include "homeward/oversight/v1/oversight.pb.h"
#include "tests/scenarios/expect.h"

namespace homeward::scenario {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kRowsMax = 1000;  // of a page; no scenario lists more

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

template <typename Response>
absl::StatusOr<std::vector<pb::Exchange>> Rows(
    const absl::StatusOr<Response>& response,
    const google::protobuf::RepeatedPtrField<pb::Exchange>& (Response::*rows)() const) {
  if (!response.ok()) return response.status();
  const auto& all = ((*response).*rows)();
  return std::vector<pb::Exchange>(all.begin(), all.end());
}

const Symbols& Nothing() {
  static const Symbols* nothing = new Symbols({});
  return *nothing;
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
  static const std::map<std::string, pb::ExchangeKind>* kinds =
      new std::map<std::string, pb::ExchangeKind>{{"referral", pb::EXCHANGE_KIND_REFERRAL},
                                                  {"handover", pb::EXCHANGE_KIND_HANDOVER},
                                                  {"verification", pb::EXCHANGE_KIND_VERIFICATION}};
  const projections::Viewer viewer = ViewerOf({.unit = "aud.1", .purpose = "audit"}, Nothing());
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
      const projections::Viewer eyes = ViewerOf({.unit = author, .purpose = "supervision"}, Nothing());
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

Answered AskForCases(const Question& question, projections::Views* views) {
  const projections::Viewer viewer = ViewerOf({.unit = "aud.1", .purpose = "audit"}, Nothing());
  auto request = Filled<pb::ListCasesRequest>(viewer, question);
  request.set_include_ended(true);
  request.set_page_size(kRowsMax);
  return Take(views->ListCases(request, viewer), question);
}

Answered AskForFigures(bool restated, const Question& question, projections::Views* views) {
  const projections::Viewer viewer = ViewerOf({.unit = "aud.1", .purpose = "audit"}, Nothing());
  auto request = Filled<oversight::v1::GetIndicatorsRequest>(viewer, question);
  request.set_area("adm.vn");  // all of it, for all time: every plan
  request.mutable_period()->set_from("2010-01-01");
  request.mutable_period()->set_until("2049-12-31");
  request.set_restated(restated);
  return Take(views->GetIndicators(request, viewer), question);
}

absl::StatusOr<std::vector<pb::Exchange>> AskForList(const std::string& list, const std::string& unit,
                                                     const Question& question, projections::Views* views) {
  const projections::Viewer viewer = ViewerOf({.unit = unit, .purpose = "supervision"}, Nothing());
  const auto filled = [&](auto request) {
    request = Filled<decltype(request)>(viewer, question);
    request.set_page_size(kRowsMax);
    return request;
  };
  if (list == "inbox")
    return Rows(views->ListInbox(filled(pb::ListInboxRequest()), viewer), &pb::ListInboxResponse::exchanges);
  if (list == "outbox")
    return Rows(views->ListOutbox(filled(pb::ListOutboxRequest()), viewer), &pb::ListOutboxResponse::exchanges);
  auto request = filled(pb::ListReferralsRequest());
  request.mutable_filter()->set_include_closed(true);
  for (int kind = pb::EXCHANGE_KIND_REFERRAL; pb::ExchangeKind_IsValid(kind); ++kind)
    request.mutable_filter()->add_kinds(static_cast<pb::ExchangeKind>(kind));
  return Rows(views->ListReferrals(request, viewer), &pb::ListReferralsResponse::referrals);
}

absl::StatusOr<pb::Exchange> AskForExchange(const pb::Exchange& exchange, const std::string& unit,
                                            const Question& question, projections::Views* views) {
  const projections::Viewer viewer = ViewerOf({.unit = unit, .purpose = "supervision"}, Nothing());
  auto request = Filled<pb::GetReferralRequest>(viewer, question);
  request.set_kind(exchange.kind());
  request.set_id(exchange.id());
  auto response = views->GetReferral(request, viewer);
  if (!response.ok()) return response.status();
  return response->referral();
}

}  // namespace homeward::scenario
