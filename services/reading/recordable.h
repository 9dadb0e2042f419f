// What of a question may be kept for good. The access log is never rewritten, so what somebody typed where an id
// belongs (a name, a case number) must not come into it.
#ifndef HOMEWARD_SERVICES_READING_RECORDABLE_H_
#define HOMEWARD_SERVICES_READING_RECORDABLE_H_

#include <string>
#include <string_view>

namespace homeward::services {

// `subject` if it is one of the log's own words ("log") or a known kind with an id of that kind's format
// ("person:p…", "unit:soc.01", "stream:tip/pol.01/<uuid>"); else the kind and "?", or "?" where the kind is unknown
// too. Thread-safe.
std::string Recordable(std::string_view subject);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_RECORDABLE_H_
