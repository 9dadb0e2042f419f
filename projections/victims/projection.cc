#include "projections/victims/projection.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "projections/clocks/index.h"
#include "projections/lists/listing.h"
#include "projections/rules/codes.h"
#include "projections/victims/timeline.h"
#include "proto/contract/contract.h"

namespace homeward::projections {
namespace {

// Somebody met the person.
constexpr std::string_view kContacts[] = {"VictimReported",  "VictimRescued", "VictimReceived", "ContactRegained",
                                          "SupportReopened", "FollowUpDone",  "HandoverTaken"};
// The way ends. Who left by own wish or was lost finds the door open: nobody counts as gone for that.
constexpr std::string_view kEnds[] = {"SupportClosed", "PersonDeceased", "RepatriationDone"};
// Whoever says so takes part, and whom they address; begins or ends a clock.
constexpr std::string_view kOthers[] = {"CompensationOrdered",
                                        "CompensationPaid",
                                        "ArrivalNotified",
                                        "SupportAgencyNotified",
                                        "InitialVerificationCompleted",
                                        "VictimStatusConfirmed",
                                        "AllowanceApplied",
                                        "AllowanceDecided",
                                        "FollowUpScheduled",
                                        "ReferralAccepted"};

bool Among(std::string_view name, auto& names) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// A few of the events of a person's way: the rest costs this list nothing.
const absl::flat_hash_set<uint32_t>& ListedTypes() {
  static const auto* types = [] {
    auto* all = new absl::flat_hash_set<uint32_t>;
    for (const auto& type : contract::Contract::Get().events())
      if (Among(type->short_name, kContacts) || Among(type->short_name, kEnds) || Among(type->short_name, kOthers))
        all->insert(type->number);
    return all;
  }();
  return *types;
}

class VictimsProjection : public Projection {
 public:
  std::string name() const override { return std::string(kVictimsView); }
  uint32_t version() const override { return 5; }
  std::vector<std::string_view> Kinds() const override { return {"person"}; }
  bool Lists() const override { return true; }
  bool KeepsFacts() const override { return true; }
  bool ListedBy(uint32_t type) const override { return ListedTypes().contains(type); }

  std::vector<std::string> IndexKeys(std::string_view, const Facts& facts) const override {
    const History history = MakeHistory(facts, 0);
    Lines lines;
    for (const Line& line : history)
      if (line.stands()) lines.push_back(&line);
    std::vector<Clock> clocks = VictimClocks(lines);
    // The verification itself is listed with the exchanges; of its events only some corrected ones come here.
    std::erase_if(clocks, [](const Clock& clock) {
      return clock.code == rules::kVerificationReply || clock.code == rules::kVerificationExtended;
    });
    std::vector<std::string> keys = ClockIndexKeys(clocks);
    AddOpen(lines, &keys);
    return keys;
  }

 private:
  static void AddOpen(const Lines& lines, std::vector<std::string>* keys) {
    Micros met_us = 0;
    bool open = false;
    std::set<std::string> unpaid;
    std::vector<std::string> units;
    for (const Line* line : lines) {
      const Fact& fact = line->fact;
      const bool expected = fact.Is("ArrivalNotified");
      if (Among(fact.name(), kContacts) || (expected && met_us == 0)) {
        // By the first: rows that every contact moved would be most of what a rebuild writes.
        if (met_us == 0) met_us = fact.time_us;
        open = true;
      } else if (Among(fact.name(), kEnds)) {
        open = false;
      }
      if (fact.Is("CompensationOrdered")) unpaid.insert(fact.Text("case_id"));
      if (fact.Is("CompensationPaid")) unpaid.erase(fact.Text("case_id"));
      units.push_back(fact.unit());
      if (expected || fact.Is("SupportAgencyNotified")) units.push_back(fact.Text("to_unit"));
    }
    if (!open && unpaid.empty()) return;
    AppendListKeys(kPersonList, kOpenSection, met_us, std::move(units), keys);
  }
};

}  // namespace

std::unique_ptr<Projection> MakeVictimsProjection() { return std::make_unique<VictimsProjection>(); }

}  // namespace homeward::projections
