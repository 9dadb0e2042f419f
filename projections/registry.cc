// The views, in a fixed order. To add one: its line here.
#include "eventstore/gate/competence.h"
#include "projections/cases/projection.h"
#include "projections/exchanges/index.h"
#include "projections/governance/governance.h"
#include "projections/projector/projection.h"
#include "projections/screenings/projection.h"
#include "projections/tallies/tally.h"
#include "projections/victims/projection.h"

namespace homeward::projections {
namespace {

// A view that is read whole: one list of facts.
class WholeProjection : public Projection {
 public:
  using Keep = bool (*)(std::string_view stream);
  WholeProjection(std::string_view name, Keep keep) : name_(name), keep_(keep) {}

  std::string name() const override { return name_; }
  uint32_t version() const override { return 2; }
  bool Keeps(std::string_view stream) const override { return keep_(stream); }

 private:
  std::string name_;
  Keep keep_;
};

// A view that is read by subject alone: nobody lists all victims.
class SubjectProjection : public Projection {
 public:
  SubjectProjection(std::string_view name, std::string_view kind) : name_(name), kind_(kind) {}

  std::string name() const override { return name_; }
  uint32_t version() const override { return 2; }
  std::vector<std::string_view> Kinds() const override { return {kind_}; }

 private:
  std::string name_, kind_;
};

class TalliesProjection : public Projection {
 public:
  std::string name() const override { return std::string(kTalliesView); }
  uint32_t version() const override { return 1; }
  bool Tallies() const override { return true; }
};

}  // namespace

std::vector<std::unique_ptr<Projection>> AllProjections() {
  std::vector<std::unique_ptr<Projection>> all;
  all.push_back(MakeReferralsProjection());
  all.push_back(MakeCasesProjection());
  all.push_back(MakeVictimsProjection());
  all.push_back(std::make_unique<SubjectProjection>(kServiceUsersView, "service"));
  all.push_back(MakeScreeningsProjection());
  all.push_back(std::make_unique<TalliesProjection>());
  all.push_back(std::make_unique<WholeProjection>(kGovernanceView, eventstore::IsGovernanceStream));
  return all;
}

}  // namespace homeward::projections
