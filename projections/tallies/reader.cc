#include "projections/tallies/reader.h"

#include <algorithm>

namespace homeward::projections {

absl::Status TallyReader::Read(uint32_t type, std::string_view province, const Span& span,
                               std::vector<Tally>* tallies) const {
  bool readable = true;
  Tally tally;
  absl::Status scanned =
      rows_->Scan(kTalliesView, TallyPrefix(type, province), TallyStart(type, province, span.from_us),
                  [&](std::string_view key, std::string_view value) {
                    readable = ReadTally(key, value, &tally);
                    if (!readable || tally.time_us > span.until_us) return false;
                    tallies->push_back(tally);
                    return true;
                  });
  if (!scanned.ok()) return scanned;
  return readable ? absl::OkStatus() : absl::DataLossError("VIEWS_DAMAGED: a tally is unreadable");
}

const std::vector<Tally>& TallyReader::Of(uint32_t type, const std::set<std::string>& provinces, const Span& span) {
  const auto [found, is_new] = read_.try_emplace({type, provinces, span.from_us, span.until_us});
  if (!is_new) return found->second;
  std::vector<Tally>& tallies = found->second;
  for (const std::string& province : provinces) status_.Update(Read(type, province, span, &tallies));
  std::sort(tallies.begin(), tallies.end(), [](const Tally& a, const Tally& b) {
    return std::tie(a.time_us, a.event_id) < std::tie(b.time_us, b.event_id);
  });
  return tallies;
}

}  // namespace homeward::projections
