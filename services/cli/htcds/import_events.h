// Rows of the standard as one batch of events, or everything about them that cannot be published.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_IMPORT_EVENTS_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_IMPORT_EVENTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "services/cli/client/agency_api.h"
#include "services/cli/htcds/import_table.h"
#include "services/cli/problem.h"

namespace homeward::cli::htcds {

// What is said once for the whole file. Codes are the contract's short ones; empty: not said.
struct ImportWish {
  std::string unit, province;
  std::string date;  // YYYY-MM-DD, the day that the file speaks of
  std::string source;
  std::string batch_id;
  std::string age_band, whereabouts;
  std::vector<std::string> consent_purposes, consent_recipients;  // no recipient: the unit
  std::string consent_by;
  std::string paper;
  std::string referral_service, referral_due;
};

struct ImportBatch {
  std::unique_ptr<google::protobuf::Message> request;  // the agency's PublishRequest
  std::vector<size_t> rows;                            // of each event: its row's index in the table
};

// The batch, whose person ids are `persons` in the rows' order; without them it is of use only to learn the problems.
// The same table, wish, persons and time make the same bytes, ids too. Appends every problem.
ImportBatch MakeBatch(const AgencyApi& api, const ImportTable& table, const ImportWish& wish,
                      const std::vector<std::string>& persons, int64_t recorded_us, Problems* problems);

// What is wrong with the wish itself. `now_us`: the clock.
void CheckWish(const ImportWish& wish, int64_t now_us, Problems* problems);

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_IMPORT_EVENTS_H_
