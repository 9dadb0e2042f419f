#include "services/cli/render/log_line.h"

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>

#include "absl/strings/str_join.h"
#include "projections/facts/dates.h"
#include "proto/contract/contract.h"
#include "services/cli/render/dates.h"
#include "services/cli/render/json.h"
#include "services/cli/render/text_width.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using audit::v1::ReplayItem;
using common::v1::RecordedEvent;

constexpr int kPositionColumns = 8;
constexpr int kTimeColumns = 10;
constexpr int kLabelColumns = 36;
constexpr int kUnitColumns = 14;

// The payload as JSON; "null" where the reader does not get it.
std::string PayloadJson(const RecordedEvent& event) {
  const contract::EventType* type = contract::Contract::Get().FindEvent(event.type());
  if (event.event().empty() || type == nullptr) return "null";
  std::unique_ptr<google::protobuf::Message> payload(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type->descriptor)->New());
  return payload->ParseFromString(event.event()) ? ToJson(*payload) : "null";
}

std::string EventJson(const RecordedEvent& event) {
  JsonWriter json;
  const auto list = [&json](std::string_view key, const auto& items) {
    json.Key(key).Open('[');
    for (const std::string& item : items) json.Text(item);
    json.Close(']');
  };
  json.Open('{').Key("position").Number(event.position()).Key("id").Text(event.id());
  json.Key("source").Text(event.source()).Key("type").Text(event.type());
  json.Key("stream").Text(event.stream()).Key("revision").Number(event.revision());
  list("subjects", event.subjects());
  json.Key("unit").Text(event.unit()).Key("province").Text(event.province());
  json.Key("time")
      .Text(ShowInstant(event.time_us()))
      .Key("recordedAt")
      .Text(ShowInstant(event.recorded_us()));
  json.Key("appendedAt").Text(ShowInstant(event.appended_us()));
  if (!event.corrects().empty()) json.Key("corrects").Text(event.corrects());
  json.Key("event").Raw(PayloadJson(event));
  if (event.masked_size() > 0) list("masked", event.masked());
  return json.Close('}').text();
}

void WriteJson(const Session& session, const ReplayItem& item) {
  session.out << (item.has_event() ? EventJson(item.event()) : ToJson(item)) << '\n';
}

// The day; the ISO week where no more is told.
std::string TimeOf(const RecordedEvent& event) {
  const auto& masked = event.masked();
  if (std::find(masked.begin(), masked.end(), "time") != masked.end()) return projections::WeekText(event.time_us());
  return ShowDate(event.time_us());
}

void WriteEvent(const Session& session, const RecordedEvent& event) {
  const contract::EventType* type = contract::Contract::Get().FindEvent(event.type());
  const std::string label =
      type == nullptr ? event.type() : session.Say(type->options.label(), type->short_name);
  std::string line = session.Paint(PadLeft(Cat(event.position()), kPositionColumns), Tone::kDim);
  line += Cat("  ", PadRight(TimeOf(event), kTimeColumns), "  ");
  line += PadRight(FitText(label, kLabelColumns), kLabelColumns) + "  ";
  line += session.Paint(PadRight(event.unit(), kUnitColumns), Tone::kAccent) + "  ";
  line += session.Paint(absl::StrJoin(event.subjects(), " "), Tone::kDim);
  if (!event.corrects().empty()) line += Cat("  ", session.Paint(Cat("↰ ", event.corrects()), Tone::kNotice));
  session.out << line << '\n';
}

}  // namespace

void WriteLogLine(const Session& session, const ReplayItem& item) {
  if (session.json()) {
    WriteJson(session, item);
    return;
  }
  switch (item.item_case()) {
    case ReplayItem::kEvent: WriteEvent(session, item.event()); break;
    case ReplayItem::kGap: {
      const Phrase& why =
          item.gap().reason() == audit::v1::GAP_REASON_ERASED ? words::kErased : words::kNotPermitted;
      session.out << session.Paint(Cat(PadLeft(Cat(item.gap().from_position()), kPositionColumns), "–",
                                       item.gap().to_position(), "  ", session.Say(why)),
                                   Tone::kDim)
                  << '\n';
      break;
    }
    case ReplayItem::kCaughtUp:
      session.out.flush();
      session.err << session.Say(words::kCaughtUp) << ' ' << item.caught_up().position() << '\n';
      break;
    case ReplayItem::kFellBehind:
      session.err << session.Say(words::kFellBehind) << ' ' << item.fell_behind().position() << '\n';
      break;
    default: break;  // a checkpoint says nothing to people
  }
}

}  // namespace homeward::cli
