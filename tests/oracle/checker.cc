#include "tests/oracle/checker.h"

#include <set>
#include <vector>

#include "eventstore/record/codec.h"
#include "eventstore/tree/tree.h"

namespace homeward::oracle {
namespace {

using eventstore::Position;
using eventstore::RecordView;

struct Logged {
  std::vector<uint64_t> numbers;  // of position 1, 2, …; 0: nobody's
  uint64_t changed = 0, gaps = 0;
  eventstore::Tree tree;
};

bool SameBytes(const RecordView& view, uint64_t number) {
  const eventstore::ProposedEvent wanted = EventOf(number);
  if (view.client != wanted.bytes.client || view.sections.size() != wanted.bytes.sections.size()) return false;
  for (size_t i = 0; i < view.sections.size(); ++i) {
    if (view.sections[i].field != wanted.bytes.sections[i].field) return false;
    if (view.sections[i].body != wanted.bytes.sections[i].body) return false;
  }
  return true;
}

absl::StatusOr<Logged> ReadLog(const eventstore::Store& store) {
  Logged log;
  absl::Status fault;
  const auto take = [&](const RecordView& view) {
    log.gaps += view.position.value != log.numbers.size() + 1;
    absl::StatusOr<eventstore::LogEventPtr> event = eventstore::EventOf(view);
    if (!event.ok()) {
      fault = event.status();
      return false;
    }
    const uint64_t number = NumberOf((*event)->event().envelope->id());
    log.changed += number != 0 && !SameBytes(view, number);
    log.numbers.push_back(number);
    absl::StatusOr<record::v1::Record> record = eventstore::ParseRecord(view.position, view.bytes);
    if (!record.ok()) {
      fault = record.status();
      return false;
    }
    log.tree.Append(eventstore::LeafOf(*record), [](const eventstore::Tile&) {});
    return true;
  };
  if (absl::Status status = store.ReadRecords(Position(1), Position(UINT64_MAX), take); !status.ok()) return status;
  if (!fault.ok()) return fault;
  log.gaps += store.head().position.value != log.numbers.size();
  return log;
}

}  // namespace

std::string Verdict::Json() const {
  const auto field = [](const char* name, uint64_t value) {
    return "\"" + std::string(name) + "\": " + std::to_string(value);
  };
  return "{" + field("recorded", recorded) + ", " + field("acked", acked) + ", " + field("lost", lost) + ", " +
         field("invented", invented) + ", " + field("doubled", doubled) + ", " + field("torn", torn) + ", " +
         field("phantoms", phantoms) + ", " + field("gaps", gaps) + ", " + field("root_differs", root_differs) + "}";
}

absl::StatusOr<Verdict> Check(const eventstore::StoreOptions& options, const Ledger& ledger) {
  absl::StatusOr<std::unique_ptr<eventstore::Store>> store = eventstore::Store::Open(options);
  if (!store.ok()) return store.status();
  absl::StatusOr<Logged> log = ReadLog(**store);
  if (!log.ok()) return log.status();
  const std::vector<uint64_t>& numbers = log->numbers;
  const auto at = [&](uint64_t position) {
    return position >= 1 && position <= numbers.size() ? numbers[position - 1] : 0;
  };

  Verdict verdict{.recorded = numbers.size(), .invented = log->changed, .gaps = log->gaps};
  verdict.root_differs = log->tree.Root() != (*store)->head().root;
  std::set<uint64_t> there;
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (!there.insert(numbers[i]).second) ++verdict.doubled;
    auto batch = ledger.tried.upper_bound(numbers[i]);
    if (batch == ledger.tried.begin() || numbers[i] >= (--batch)->first + batch->second) {
      ++verdict.invented;
    } else if (numbers[i] == batch->first) {
      for (uint32_t n = 1; n < batch->second; ++n) {
        if (at(i + 1 + n) != batch->first + n) {
          ++verdict.torn;
          break;
        }
      }
    } else {
      verdict.torn += at(i) != numbers[i] - 1;  // the one before it stands before it
    }
  }
  for (const auto& [number, position] : ledger.acked) {
    const auto batch = ledger.tried.find(number);
    const uint32_t count = batch == ledger.tried.end() ? 1 : batch->second;
    verdict.acked += count;
    for (uint32_t n = 0; n < count; ++n) verdict.lost += at(position + n) != number + n;
  }
  for (const auto& [position, number] : ledger.seen) verdict.phantoms += at(position) != number;
  return verdict;
}

}  // namespace homeward::oracle
