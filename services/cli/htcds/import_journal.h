// The batch of an import, on disk before it is sent: a file that `homeward publish` takes, whose comments say which row
// got which person. The same import again finds it and sends the very same bytes.
//
//   # homeward import htcds
//   # row 2 p0123456789abcdefghjkmnpqrs
//   {"events":[…]}
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_IMPORT_JOURNAL_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_IMPORT_JOURNAL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "services/cli/client/agency_api.h"
#include "services/cli/htcds/import_table.h"

namespace homeward::cli::htcds {

struct ImportJournal {
  std::vector<std::string> persons;  // in the rows' order
  int64_t recorded_us = 0;           // of the events
  std::string batch;                 // the line as it stands there
};

// Synced when it returns, readable by its owner only. ALREADY_EXISTS: the file is there.
absl::Status WriteJournal(const std::string& path, const ImportTable& table, const std::vector<std::string>& persons,
                          const google::protobuf::Message& request);

// NOT_FOUND: there is none. INVALID_ARGUMENT: it is not one of this agency's. What the disk says.
absl::StatusOr<ImportJournal> ReadJournal(const std::string& path, const AgencyApi& api);

// The line that stands for a request.
std::string BatchLine(const google::protobuf::Message& request);

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_IMPORT_JOURNAL_H_
