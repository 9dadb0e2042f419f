#include "projections/query/clock_walk.h"

#include <algorithm>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "projections/cases/projection.h"
#include "projections/exchanges/index.h"
#include "projections/limits.h"
#include "projections/lists/listing.h"
#include "projections/projector/rows.h"
#include "projections/query/list_ranges.h"
#include "projections/query/scopes.h"
#include "projections/victims/projection.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using contract::Cat;

std::string Time(Micros us) { return eventstore::Be64(static_cast<uint64_t>(us)); }

}  // namespace

const std::vector<std::string>& ClockFamilies() {
  static const auto* families =
      new std::vector<std::string>{std::string(kReferralsView), std::string(kCasesView), std::string(kVictimsView)};
  return *families;
}

bool AsksFor(const std::vector<std::string>& rule_codes, const Clock& clock, std::string_view rule_code) {
  if (rule_codes.empty()) return true;
  return std::any_of(rule_codes.begin(), rule_codes.end(),
                     [&](const std::string& asked) { return asked == clock.code || asked == rule_code; });
}

bool EndedByHeir(const ListedClock& listed, const Governance& governance) {
  const Clock& clock = listed.clock;
  return listed.doubtful && contract::UnitCovers(governance.HolderOf(clock.unit, clock.done_us), clock.done_by);
}

absl::Status ClockWalk::Begin(const std::vector<std::string>& scopes) {
  scopes_ = scopes;
  for (const std::string& family : ClockFamilies()) {
    auto listed = ListedScopes(sight_, family, kClockList, scopes);
    if (!listed.ok()) return listed.status();
    for (const std::string& scope : *listed)
      if (auto added = AddScope(family, scope); !added.ok()) return added;
  }
  for (size_t i = 0; i < ranges_.size(); ++i) {
    if (auto filled = Fill(&ranges_[i]); !filled.ok()) return filled;
    if (!ranges_[i].rows.empty()) heap_.push_back(i);
  }
  const auto later = [this](size_t a, size_t b) {
    return ranges_[b].rows.front().place < ranges_[a].rows.front().place;
  };
  std::make_heap(heap_.begin(), heap_.end(), later);
  return absl::OkStatus();
}

absl::Status ClockWalk::AddScope(std::string_view family, const std::string& scope) {
  if (auto added = AddRanges(std::string(family), scope, ClockSection::kRunning); !added.ok()) return added;
  return bounds_.suspended ? AddRanges(std::string(family), scope, ClockSection::kSuspended) : absl::OkStatus();
}

absl::Status ClockWalk::AddRanges(const std::string& family, const std::string& scope, ClockSection section) {
  const std::string head = IndexPrefix(ClockPrefix(scope, section));
  auto kinds = DistinctWords(sight_, family, head, 2, head.size());
  if (!kinds.ok()) return kinds.status();
  for (const std::string& kind : *kinds) {
    const size_t bar = kind.find('|');
    const std::string code = kind.substr(0, bar), crime_class = kind.substr(bar + 1);
    Range range;
    range.family = family;
    range.scoped = head;
    range.section = section;
    range.by_due = true;
    range.prefix = Cat(head, kind, "|d");
    ranges_.push_back(range);
    range.by_due = false;
    range.prefix = Cat(head, kind, "|s");
    for (const RuleStretch& stretch : StretchesOf(governance_, code, crime_class)) {
      range.stretch = stretch;
      ranges_.push_back(range);
    }
  }
  return absl::OkStatus();
}

// Where a page begins later than at the first row: the earliest start that is due no earlier than the last row told.
Micros ClockWalk::FirstStart(const RuleStretch& stretch) const {
  Micros low = std::max<Micros>(stretch.from_us, 0);
  if (bounds_.after.empty()) return low;
  const auto due = static_cast<Micros>(eventstore::ReadBe64(bounds_.after));
  Micros high = stretch.until_us == 0 ? due : std::min(due, stretch.until_us);
  while (low < high) {
    const Micros middle = low + (high - low) / 2;
    if (governance_.DueBy(*stretch.rule, middle) < due) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

absl::Status ClockWalk::Fill(Range* range) {
  if (range->next.empty())
    range->next =
        Cat(range->prefix, range->by_due ? (bounds_.after.empty() ? std::string() : bounds_.after.substr(0, 8))
                                         : Time(FirstStart(range->stretch)));
  while (range->rows.empty() && !range->exhausted) {
    range->chunk = std::min(kClockChunkMax, std::max(kClockChunkMin, range->chunk * 4));
    size_t count = 0;
    range->exhausted = true;
    auto scanned =
        sight_.rows->Scan(range->family, range->prefix, range->next, [&](std::string_view key, std::string_view) {
          if (count++ == range->chunk) {
            range->exhausted = false;
            range->next = std::string(key);
            return false;
          }
          const size_t nul = key.rfind('\0');
          ClockRow row;
          const std::string_view rest = key.substr(range->scoped.size());
          if (!ParseClockKey(rest.substr(0, nul - range->scoped.size()), range->section, &row.listed)) return true;
          const Micros start = row.listed.clock.start_us, until = range->stretch.until_us;
          if (!range->by_due && until != 0 && start >= until) return false;
          if (!ReadClock(row.listed.clock, governance_, bounds_.as_at_us, &row.reading)) return true;
          if (row.reading.due_us >= bounds_.before_us) return false;
          if (!InScopes(scopes_, row.listed.clock.unit)) return true;
          row.place = Time(row.reading.due_us).append(rest);
          row.subject = std::string(key.substr(nul + 1));
          if (row.place <= bounds_.after || !AsksFor(bounds_.rule_codes, row.listed.clock, row.reading.code))
            return true;
          if (!EndedByHeir(row.listed, governance_)) range->rows.push_back(std::move(row));
          return true;
        });
    if (!scanned.ok()) return scanned;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> ClockWalk::Next(ClockRow* row) {
  const auto later = [this](size_t a, size_t b) {
    return ranges_[b].rows.front().place < ranges_[a].rows.front().place;
  };
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Range& range = ranges_[heap_.back()];
    *row = std::move(range.rows.front());
    range.rows.pop_front();
    if (range.rows.empty())
      if (auto filled = Fill(&range); !filled.ok()) return filled;
    if (range.rows.empty()) {
      heap_.pop_back();
    } else {
      std::push_heap(heap_.begin(), heap_.end(), later);
    }
    return true;
  }
  return false;
}

absl::Status VisitClocks(const Sight& sight, const std::vector<std::string>& scopes, ClockSection section,
                         Micros from_us, absl::FunctionRef<bool(const ListedClock&, std::string_view)> visit) {
  const bool ended = section == ClockSection::kEnded;
  for (const std::string& family : ClockFamilies()) {
    auto listed_scopes = ListedScopes(sight, family, kClockList, scopes);
    if (!listed_scopes.ok()) return listed_scopes.status();
    for (const std::string& scope : *listed_scopes) {
      const std::string head = IndexPrefix(ClockPrefix(scope, section));
      auto kinds = DistinctWords(sight, family, head, 2, head.size());
      if (!kinds.ok()) return kinds.status();
      for (const std::string& kind : *kinds) {
        const std::string prefix = Cat(head, kind, "|");
        bool going = true;
        auto scanned = sight.rows->Scan(
            family, prefix, ended ? Cat(prefix, Time(from_us)) : "", [&](std::string_view key, std::string_view) {
              const size_t nul = key.rfind('\0');
              ListedClock listed;
              if (!ParseClockKey(key.substr(head.size(), nul - head.size()), section, &listed)) return true;
              if (!InScopes(scopes, listed.clock.unit)) return true;
              return going = visit(listed, key.substr(nul + 1));
            });
        if (!scanned.ok()) return scanned;
        if (!going) return absl::OkStatus();
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace homeward::projections
