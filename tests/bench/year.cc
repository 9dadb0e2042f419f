#include "tests/bench/year.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/container/flat_hash_map.h"
#include "eventstore/bytes/sha256.h"
#include "homeward/common/v1/envelope.pb.h"
#include "homeward/common/v1/publish.pb.h"
#include "proto/contract/contract.h"
#include "proto/contract/event.h"
#include "services/cli/client/agency_api.h"
#include "services/cli/publish/batch_reader.h"
#include "services/cli/text.h"

namespace homeward::bench {
namespace {

using cli::Cat;

constexpr uint32_t kPersonEventsWanted = 40;
constexpr size_t kUuidVersionAt = 14;  // position of the version's digit

bool IsUuid(std::string_view text) {
  if (text.size() != kUuidBytes) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  }
  return true;
}

// A UUID of version 4 that stands for the text.
std::string UuidOf(std::string_view text) {
  std::string hex = eventstore::ToHex(eventstore::AsBytes(eventstore::Sha256().Frame(text).Finish()));
  hex[12] = '4';
  hex[16] = 'a';
  return Cat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
             hex.substr(20, 12));
}

// The demo leaves out what an agency's system would fill in: who acted, what belongs together, what led to it. With it
// an event has the size of a real one.
std::string Filled(contract::Event& event, const std::string& cause) {
  google::protobuf::Message& message = *event.message;
  const auto* field = message.GetDescriptor()->FindFieldByName("envelope");
  auto* envelope = static_cast<common::v1::Envelope*>(message.GetReflection()->MutableMessage(&message, field));
  envelope->set_correlation_id(UuidOf(event.stream()));
  envelope->set_causation_id(cause);
  envelope->set_actor_ref(UuidOf(Cat("actor of ", envelope->unit())));
  return message.SerializeAsString();
}

// Builds a year line by line, then puts the lines in order.
class Builder {
 public:
  explicit Builder(const eventstore::PersonIds& person_ids) : person_ids_(person_ids) {}

  absl::Status ReadAgency(const std::string& folder, const std::string& role, bool governance);
  Year Finish();

 private:
  struct StreamSpan {
    uint32_t first, last;  // lines of its events
  };

  absl::Status Take(const std::string& role, const std::string& request, bool governance);
  TemplateEvent MakeTemplate(const std::string& event);
  uint32_t IdAt(std::string_view text, IdKind kind);
  void CountStreams();
  void ChoosePerson();

  const eventstore::PersonIds& person_ids_;
  Year year_;
  absl::flat_hash_map<std::string, uint32_t> known_;
  absl::flat_hash_map<std::string, std::string> causes_;  // id of each agency's event before
  absl::flat_hash_map<std::string, bool> fixed_;  // ids of the programme's events: the same in every copy
};

absl::Status Builder::ReadAgency(const std::string& folder, const std::string& role, bool governance) {
  const std::string path = Cat(folder, "/", role, ".jsonl");
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(Cat("cannot read ", path));
  const absl::StatusOr<cli::AgencyApi> api = cli::FindAgencyApi(role);
  if (!api.ok()) return api.status();
  if (!governance) year_.agencies.push_back(role);
  cli::BatchReader reader(file, *api, /*validate_only=*/false);
  while (auto next = reader.Next()) {
    if (const auto* problem = std::get_if<cli::Problem>(&*next)) {
      return absl::InvalidArgumentError(Cat(path, " ", problem->where, ": ", problem->message));
    }
    if (absl::Status taken = Take(role, std::get<cli::Batch>(*next).bytes, governance); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

absl::Status Builder::Take(const std::string& role, const std::string& request, bool governance) {
  common::v1::RawBatch batch;
  if (!batch.ParseFromString(request)) return absl::InternalError("a batch cannot be read back");
  const contract::Agency agency = contract::Contract::Get().FindAgencyByRole(role)->agency;
  TemplateLine line;
  if (!governance) line.agency = year_.agencies.size() - 1;
  for (const std::string& bytes : batch.events()) {
    absl::StatusOr<contract::Event> event = contract::ParseEvent(agency, bytes);
    if (!event.ok()) return event.status();
    line.recorded_us = std::max(line.recorded_us, event->recorded_us());
    line.province = event->envelope->province();
    if (governance) {
      fixed_[event->envelope->id()] = true;
      ++year_.governance_events;
    } else {
      std::string stream = event->stream();
      std::string& cause = causes_[role];
      line.events.push_back(MakeTemplate(Filled(*event, cause)));
      line.events.back().stream = std::move(stream);
      cause = event->envelope->id();
    }
  }
  if (governance) {
    year_.governance.push_back(request);
  } else {
    year_.lines.push_back(std::move(line));
  }
  return absl::OkStatus();
}

TemplateEvent Builder::MakeTemplate(const std::string& event) {
  common::v1::RawBatch framed;
  framed.add_events(event);
  TemplateEvent made;
  made.bytes = framed.SerializeAsString();
  made.frame = static_cast<uint32_t>(made.bytes.size() - event.size());
  const std::string_view bytes = made.bytes;
  for (size_t i = made.frame; i < bytes.size();) {
    const std::string_view uuid = bytes.substr(i, kUuidBytes);
    const std::string_view person = bytes.substr(i, kPersonIdBytes);
    if (IsUuid(uuid)) {
      const IdKind kind = uuid[kUuidVersionAt] == '7' ? IdKind::kEvent : IdKind::kOther;
      if (!fixed_.contains(std::string(uuid))) made.patches.push_back({static_cast<uint32_t>(i), IdAt(uuid, kind)});
      i += kUuidBytes;
    } else if ((person[0] == 'p' || person[0] == 's') && person_ids_.Minted(person)) {
      const IdKind kind = person[0] == 'p' ? IdKind::kPerson : IdKind::kServiceUser;
      made.patches.push_back({static_cast<uint32_t>(i), IdAt(person, kind)});
      i += kPersonIdBytes;
    } else {
      ++i;
    }
  }
  return made;
}

uint32_t Builder::IdAt(std::string_view text, IdKind kind) {
  const auto [found, is_new] = known_.try_emplace(std::string(text), static_cast<uint32_t>(year_.ids.size()));
  if (is_new) year_.ids.push_back({std::string(text), kind});
  return found->second;
}

Year Builder::Finish() {
  std::stable_sort(year_.lines.begin(), year_.lines.end(),
                   [](const TemplateLine& a, const TemplateLine& b) { return a.recorded_us < b.recorded_us; });
  for (TemplateLine& line : year_.lines) {
    for (const TemplateEvent& event : line.events) {
      // The first id of an event is its own: field 1 of the envelope, and that is field 1 of the event.
      year_.ids[event.patches.front().id].rank = year_.events++;
      year_.bytes += event.payload().size();
    }
  }
  CountStreams();
  ChoosePerson();
  return std::move(year_);
}

void Builder::CountStreams() {
  std::map<std::string, StreamSpan> spans;
  for (uint32_t i = 0; i < year_.lines.size(); ++i) {
    for (const TemplateEvent& event : year_.lines[i].events) {
      if (event.stream.starts_with('@')) continue;  // a retraction goes to its target's stream
      spans.try_emplace(event.stream, StreamSpan{i, i}).first->second.last = i;
    }
  }
  year_.streams = static_cast<uint32_t>(spans.size());
  std::vector<int> change(year_.lines.size() + 1);
  for (const auto& [stream, span] : spans) {
    ++change[span.first];
    --change[span.last + 1];
  }
  int open = 0;
  for (size_t i = 0; i < year_.lines.size(); ++i) {
    open += change[i];
    year_.lines[i].open_streams = static_cast<uint32_t>(open);
    year_.open_streams_mean += static_cast<double>(open) / static_cast<double>(year_.lines.size());
  }
}

void Builder::ChoosePerson() {
  std::map<uint32_t, uint32_t> counts;
  std::map<uint32_t, std::string> provinces;
  for (const TemplateLine& line : year_.lines) {
    for (const TemplateEvent& event : line.events) {
      for (const Patch& patch : event.patches) {
        if (year_.ids[patch.id].kind != IdKind::kPerson) continue;
        ++counts[patch.id];
        provinces[patch.id] = line.province;
      }
    }
  }
  const auto distance = [](uint32_t count) {
    return count > kPersonEventsWanted ? count - kPersonEventsWanted : kPersonEventsWanted - count;
  };
  for (const auto& [id, count] : counts) {
    if (year_.person_events != 0 && distance(count) >= distance(year_.person_events)) continue;
    year_.person = id;
    year_.person_events = count;
    year_.person_province = provinces[id];
  }
}

}  // namespace

absl::StatusOr<Year> ReadYear(const std::string& folder, const eventstore::PersonIds& person_ids) {
  Builder builder(person_ids);
  absl::Status read = builder.ReadAgency(folder, "programme", /*governance=*/true);
  for (const char* role : {"labour", "police", "border_guard", "prosecution", "commune"}) {
    if (read.ok()) read = builder.ReadAgency(folder, role, /*governance=*/false);
  }
  if (!read.ok()) return read;
  return builder.Finish();
}

}  // namespace homeward::bench
