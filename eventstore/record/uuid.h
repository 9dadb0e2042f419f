// Event ids between their two shapes: the text of the envelope and the sixteen bytes of the index.
#ifndef HOMEWARD_EVENTSTORE_RECORD_UUID_H_
#define HOMEWARD_EVENTSTORE_RECORD_UUID_H_

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/types.h"

namespace homeward::eventstore {

// Nothing if `text` is not a UUID in canonical lower case.
std::optional<EventId> ParseEventId(std::string_view text);
std::string FormatEventId(const EventId& id);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_UUID_H_
