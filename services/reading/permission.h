// Which roles may make a call at all, where no subject decides.
#ifndef HOMEWARD_SERVICES_READING_PERMISSION_H_
#define HOMEWARD_SERVICES_READING_PERMISSION_H_

#include "services/reading/viewer.h"

namespace homeward::services {

AccessDecision OperatorsOnly(const Viewer& viewer);  // the programme's office and the auditor
AccessDecision AuditorsOnly(const Viewer& viewer);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_PERMISSION_H_
