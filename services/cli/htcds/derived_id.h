// Ids made of what they stand for: the same row of the same file gets the same ids again, so the log knows it.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_DERIVED_ID_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_DERIVED_ID_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "eventstore/types.h"
#include "services/cli/htcds/import_table.h"

namespace homeward::cli::htcds {

// Immutable; any thread.
class IdSeed {
 public:
  // Of the unit and the table's content, or of the unit and the batch's name where it has one.
  IdSeed(std::string_view unit, std::string_view batch_id, const ImportTable& table);

  // In the shape of a UUIDv7; its time part is hash like the rest and says no time.
  std::string Id(uint64_t row, std::string_view what) const;

 private:
  eventstore::Hash seed_;
};

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_DERIVED_ID_H_
