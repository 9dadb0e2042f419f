// Case progress as one viewer gets it.
#ifndef HOMEWARD_PROJECTIONS_QUERY_CASES_H_
#define HOMEWARD_PROJECTIONS_QUERY_CASES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "projections/access/viewer.h"
#include "projections/query/knowledge.h"
#include "projections/query/page.h"

namespace homeward::projections {

// The subject whose progress answers for the id: the case; for a tip that led to a case, that case; for a tip passed
// on, the tip that continues it. Empty where the id is unknown.
std::string CaseSubject(const std::string& id, Knowledge* knowledge);

// Facts of the subject and of the tips that led to it.
Facts CaseFacts(const std::string& subject, Knowledge* knowledge);

// Whether the viewer reads the case, of which `facts` are all: then, and by what is known now; only the auditor reads
// what once was and is no more.
AccessDecision DecideCase(const std::string& subject, const Facts& facts, const Viewer& viewer, Knowledge* knowledge);

// NOT_FOUND: unknown, or not this viewer's to know. With the events where `entries`.
absl::StatusOr<coordination::v1::CaseProgress> ReadCase(const std::string& subject, const Viewer& viewer, bool entries,
                                                        Knowledge* knowledge, std::string* basis);

inline constexpr uint32_t kCaseListVersion = 1;  // of the list's order; a token of another one is refused

struct CasesPage {
  std::vector<coordination::v1::CaseProgress> cases;
  std::string next_page_token;
};
// The page that begins at `start` of the question in `scope`, which is the request without its page fields.
absl::StatusOr<CasesPage> ListCasesPage(const coordination::v1::ListCasesRequest& request, const PageScope& scope,
                                        const PageStart& start, const Viewer& viewer, const SightPtr& sight,
                                        Knowledge* knowledge);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_CASES_H_
