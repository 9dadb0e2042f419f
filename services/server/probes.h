// The numbers that Prometheus asks of the running parts.
#ifndef HOMEWARD_SERVICES_SERVER_PROBES_H_
#define HOMEWARD_SERVICES_SERVER_PROBES_H_

#include <vector>

#include "services/metrics/metrics.h"
#include "services/server/connections.h"
#include "services/server/core.h"
#include "services/server/listener.h"

namespace homeward::services {

// Read on the metrics thread; `core` outlives them.
std::vector<Probe> MakeProbes(const Core& core);
std::vector<Probe> MakeTransportProbes(const Connections& connections, const Listener& listener);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_PROBES_H_
