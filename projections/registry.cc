// The views, in a fixed order. To add one: its line here.
#include <algorithm>

#include "projections/cases/projection.h"
#include "projections/exchanges/index.h"
#include "projections/governance/governance.h"
#include "projections/identity/identity.h"
#include "projections/projector/projection.h"
#include "projections/screenings/screening.h"
#include "projections/victims/projection.h"

namespace homeward::projections {
namespace {

// A view that is read whole: one list of facts.
class ListProjection : public Projection {
 public:
  using Takes = bool (*)(const Fact&);
  ListProjection(std::string_view name, std::string_view subject, Takes takes)
      : name_(name), subject_(subject), takes_(takes) {}

  std::string name() const override { return name_; }
  uint32_t version() const override { return 1; }
  std::vector<std::string> Homes(const Fact& fact) const override {
    return takes_(fact) ? std::vector<std::string>{subject_} : std::vector<std::string>{};
  }
  bool Lists() const override { return false; }
  std::vector<std::string> IndexKeys(std::string_view, const Facts&) const override { return {}; }

 private:
  std::string name_, subject_;
  Takes takes_;
};

// A view that is read by subject alone: nobody lists all victims.
class SubjectProjection : public Projection {
 public:
  SubjectProjection(std::string_view name, std::string_view kind) : name_(name), kind_(kind) {}

  std::string name() const override { return name_; }
  uint32_t version() const override { return 1; }
  std::vector<std::string> Homes(const Fact& fact) const override { return SubjectsOfKind(fact, {kind_}); }
  bool Lists() const override { return false; }
  std::vector<std::string> IndexKeys(std::string_view, const Facts&) const override { return {}; }

 private:
  std::string name_, kind_;
};

}  // namespace

std::vector<std::unique_ptr<Projection>> AllProjections() {
  std::vector<std::unique_ptr<Projection>> all;
  all.push_back(MakeReferralsProjection());
  all.push_back(MakeCasesProjection());
  all.push_back(std::make_unique<SubjectProjection>(kVictimsView, "person"));
  all.push_back(std::make_unique<SubjectProjection>(kServiceUsersView, "service"));
  all.push_back(std::make_unique<SubjectProjection>(kScreeningsView, "screening"));
  all.push_back(std::make_unique<ListProjection>(kGovernanceView, kGovernanceSubject,
                                                 [](const Fact& f) { return f.event->type->options.governance(); }));
  all.push_back(std::make_unique<ListProjection>(kIdentityView, kIdentitySubject, [](const Fact& f) {
    return f.Is("IdentitiesMerged") || f.Is("IdentitiesUnmerged");
  }));
  return all;
}

}  // namespace homeward::projections
