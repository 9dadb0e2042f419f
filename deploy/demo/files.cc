#include "deploy/demo/files.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"
#include "proto/contract/event.h"
#include "proto/contract/formats.h"
#include "tests/scenarios/when.h"

namespace homeward::demo {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// "PublishRequest" of the service that takes the agency's events.
const Message* RequestPrototype(const contract::AgencyContract& service) {
  const auto* type = service.descriptor->file()->FindMessageTypeByName("PublishRequest");
  return type == nullptr ? nullptr : google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
}

// The event in the agency's oneof.
const Message& Payload(const Message& event) {
  const auto* oneof = event.GetDescriptor()->FindOneofByName("event");
  return event.GetReflection()->GetMessage(event, event.GetReflection()->GetOneofFieldDescriptor(event, oneof));
}

common::v1::Envelope* MutableEnvelope(Message* event) {
  const FieldDescriptor* field = event->GetDescriptor()->FindFieldByName("envelope");
  return static_cast<common::v1::Envelope*>(event->GetReflection()->MutableMessage(event, field));
}

std::string Header(const contract::AgencyContract& service, uint64_t seed) {
  return absl::StrCat(
      "# Homeward demo: a year of events as the ", service.role, " service would publish them.\n",
      "# All of it is synthetic: drawn from tests/scenarios/*.scenario by deploy/demo/generate.cc, seed ", seed,
      ".\n# No real case was copied; no person, place of stay or official is real.\n",
      "# One atomic batch a line: homeward.", service.role, ".v1.PublishRequest in proto3 JSON.\n");
}

// A later event of a stream must not be recorded before an earlier one: files are sorted by recorded time.
absl::Status CheckStreamOrder(const Year& year) {
  std::map<std::string, int64_t> last;
  for (const DrawnBatch& batch : year.batches) {
    for (const auto& message : batch.events) {
      std::unique_ptr<Message> copy(message->New());
      copy->CopyFrom(*message);
      const contract::Event wrapped = contract::WrapEvent(std::move(copy));
      int64_t& before = last[wrapped.stream()];
      if (batch.recorded_us < before) {
        return absl::FailedPreconditionError(absl::StrCat(wrapped.type->short_name, " in ", wrapped.stream(),
                                                          " is recorded before what the script puts before it"));
      }
      before = batch.recorded_us;
    }
  }
  return absl::OkStatus();
}

// How many referrals that nobody has ended each unit has on its board.
std::map<std::string, int> OpenReferrals(const Year& year) {
  static const std::set<std::string>* kEnds =
      new std::set<std::string>{"ReferralCompleted",  "ReferralDeclined",  "ReferralFailed",        "ReferralReturned",
                                "ReferralRedirected", "ReferralCancelled", "ReferralEnteredInError"};
  std::map<std::string, std::string> open;  // referral → addressed unit
  for (const DrawnBatch& batch : year.batches) {
    for (const auto& message : batch.events) {
      const Message& event = Payload(*message);
      const std::string referral = contract::FieldText(event, "referral_id");
      const std::string& type = event.GetDescriptor()->name();
      if (type == "ReferralSent") open[referral] = contract::FieldText(event, "to_unit");
      if (kEnds->contains(type)) open.erase(referral);
    }
  }
  std::map<std::string, int> counts;
  for (const auto& [referral, unit] : open) ++counts[unit];
  return counts;
}

// The finished copy in the liveliest province, and there the unit with the fullest board.
Highlights ChooseHighlights(const Year& year) {
  const std::map<std::string, int> open = OpenReferrals(year);
  Highlights best;
  int most = -1;
  for (const Highlights& highlights : year.highlights) {
    const auto coordinator = highlights.find("COORDINATOR");
    if (coordinator == highlights.end()) continue;
    const std::string province(contract::UnitProvince(coordinator->second));
    int count = 0, fullest = 0;
    std::string unit;
    for (const auto& [candidate, referrals] : open) {
      if (contract::UnitProvince(candidate) != province) continue;
      count += referrals;
      if (referrals > fullest) fullest = referrals, unit = candidate;
    }
    if (count <= most) continue;
    most = count;
    best = highlights;
    best["REFERRAL_UNIT"] = unit;
  }
  return best;
}

std::string RenderHighlights(const Highlights& highlights, uint64_t seed) {
  std::string text =
      absl::StrCat("# Places worth looking at in the demo's year (seed ", seed, "); a shell can read this.\n");
  for (const auto& [name, id] : highlights) absl::StrAppend(&text, name, "=", id, "\n");
  return text;
}

}  // namespace

absl::StatusOr<std::string> RenderBatch(DrawnBatch batch, uint64_t* sequence) {
  const Message* prototype = RequestPrototype(*batch.service);
  if (prototype == nullptr) return absl::InternalError(absl::StrCat(batch.service->role, " has no PublishRequest"));
  std::unique_ptr<Message> request(prototype->New());
  const FieldDescriptor* events = request->GetDescriptor()->FindFieldByName("events");
  for (auto& event : batch.events) {
    if (!batch.rules) MutableEnvelope(event.get())->set_source_sequence(++*sequence);
    request->GetReflection()->AddMessage(request.get(), events)->CopyFrom(*event);
  }
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(*request, &json);
  if (!status.ok()) return absl::InternalError(status.ToString());
  return json;
}

absl::StatusOr<std::map<std::string, std::string>> RenderYear(Year year, uint64_t seed) {
  if (absl::Status status = CheckStreamOrder(year); !status.ok()) return status;
  Highlights highlights = ChooseHighlights(year);
  int64_t last_us = 0;
  for (const DrawnBatch& batch : year.batches) last_us = std::max(last_us, batch.recorded_us);
  highlights["LAST_DAY"] = scenario::FormatDate((last_us + scenario::kVietNamOffsetUs) / scenario::kDayUs);
  std::stable_sort(year.batches.begin(), year.batches.end(),
                   [](const DrawnBatch& a, const DrawnBatch& b) { return a.recorded_us < b.recorded_us; });
  std::map<std::string, std::string> files;
  std::map<std::string, uint64_t> sequences;
  for (DrawnBatch& batch : year.batches) {
    const contract::AgencyContract& service = *batch.service;
    std::string& file = files[service.role + ".jsonl"];
    if (file.empty()) file = Header(service, seed);
    auto line = RenderBatch(std::move(batch), &sequences[service.role]);
    if (!line.ok()) return line.status();
    absl::StrAppend(&file, *line, "\n");
  }
  files["highlights.txt"] = RenderHighlights(highlights, seed);
  return files;
}

absl::StatusOr<std::vector<Province>> ReadProvinces(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  std::vector<Province> provinces;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.empty() || words[0][0] == '#') continue;
    provinces.push_back({words[0], words.size() > 1 && words[1] == "border"});
  }
  return provinces;
}

}  // namespace homeward::demo
