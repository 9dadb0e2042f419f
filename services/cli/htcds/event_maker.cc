#include "services/cli/htcds/event_maker.h"

#include "homeward/common/v1/envelope.pb.h"
#include "proto/contract/civil.h"
#include "proto/contract/contract.h"

namespace homeward::cli::htcds {
namespace {

constexpr uint32_t kSchemaVersion = 1;

void SetTime(int64_t time_us, google::protobuf::Timestamp* time) {
  time->set_seconds(time_us / 1'000'000);
  time->set_nanos(static_cast<int32_t>(time_us % 1'000'000) * 1000);
}

}  // namespace

void SetDate(const std::string& date, google::protobuf::Timestamp* time) {
  SetTime(contract::StartOfDate(date).value_or(0), time);
}

EventMaker::EventMaker(const AgencyApi& api, const ImportWish& wish, const ImportTable& table, int64_t recorded_us,
                       google::protobuf::Message* request)
    : api_(api),
      wish_(wish),
      seed_(wish.unit, wish.batch_id, table),
      recorded_us_(recorded_us),
      request_(request),
      events_(request->GetDescriptor()->FindFieldByName("events")) {}

void EventMaker::Add(uint64_t row, const google::protobuf::Message& payload, const std::string& date) {
  const contract::EventType* type = contract::Contract::Get().FindEvent(payload.GetDescriptor());
  google::protobuf::Message* event = request_->GetReflection()->AddMessage(request_, events_);
  const google::protobuf::Descriptor* descriptor = event->GetDescriptor();
  auto* envelope = static_cast<common::v1::Envelope*>(
      event->GetReflection()->MutableMessage(event, descriptor->FindFieldByName("envelope")));
  envelope->set_id(Id(row, type->short_name));
  envelope->set_source(wish_.source);
  envelope->set_schema_version(kSchemaVersion);
  envelope->set_unit(wish_.unit);
  envelope->set_province(wish_.province);
  SetDate(date, envelope->mutable_time());
  envelope->set_time_precision(common::v1::TIME_PRECISION_DAY);
  SetTime(recorded_us_, envelope->mutable_recorded_at());
  envelope->set_correlation_id(Id(0, "file"));
  event->GetReflection()
      ->MutableMessage(event, descriptor->FindFieldByNumber(static_cast<int>(type->number)))
      ->CopyFrom(payload);
}

size_t EventMaker::made() const {
  return static_cast<size_t>(request_->GetReflection()->FieldSize(*request_, events_));
}

}  // namespace homeward::cli::htcds
