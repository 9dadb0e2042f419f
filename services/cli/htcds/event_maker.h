// Puts events into an agency's batch: envelope, derived ids, the line of the oneof.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_EVENT_MAKER_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_EVENT_MAKER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/cli/client/agency_api.h"
#include "services/cli/htcds/derived_id.h"
#include "services/cli/htcds/import_events.h"

namespace homeward::cli::htcds {

// The first microsecond of a date in Viet Nam; the epoch if it is none.
void SetDate(const std::string& date, google::protobuf::Timestamp* time);

// Not thread-safe. What it is given outlives it.
class EventMaker {
 public:
  // `request`: the agency's PublishRequest, filled by Add.
  EventMaker(const AgencyApi& api, const ImportWish& wish, const ImportTable& table, int64_t recorded_us,
             google::protobuf::Message* request);

  const AgencyApi& api() const { return api_; }

  // An event that the row makes, which happened on `date`. The agency may publish it.
  void Add(uint64_t row, const google::protobuf::Message& payload, const std::string& date);

  // Of something that the row stands for.
  std::string Id(uint64_t row, std::string_view what) const { return seed_.Id(row, what); }

  size_t made() const;

 private:
  const AgencyApi& api_;
  const ImportWish& wish_;
  const IdSeed seed_;
  const int64_t recorded_us_;
  google::protobuf::Message* const request_;
  const google::protobuf::FieldDescriptor* const events_;
};

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_EVENT_MAKER_H_
