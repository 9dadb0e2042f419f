#include "services/cli/render/lane_graph.h"

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <string>

#include "services/cli/catalogue.h"
#include "services/cli/render/answer_text.h"
#include "services/cli/render/text_width.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using coordination::v1::Entry;
using options::v1::Lane;

constexpr std::array<Lane, 4> kLanes = {options::v1::LANE_IDENTIFICATION_AND_PROTECTION,
                                        options::v1::LANE_INDIVIDUAL_SUPPORT,
                                        options::v1::LANE_SOCIAL_INCLUSION, options::v1::LANE_JUSTICE};
constexpr std::array<Tone, 4> kLaneTones = {Tone::kNotice, Tone::kGood, Tone::kAccent, Tone::kBad};
constexpr int kDateColumns = 10;
constexpr int kLabelColumnsMax = 44;
constexpr int kUnitColumnsMax = 16;
constexpr int kDetailColumnsMin = 16;

int LaneIndex(const Entry& entry) {
  const auto lane = std::find(kLanes.begin(), kLanes.end(), entry.lane());
  return lane == kLanes.end() ? -1 : static_cast<int>(lane - kLanes.begin());
}

class Graph {
 public:
  Graph(const Session& session, const std::vector<const Entry*>& entries, bool lanes)
      : session_(session), entries_(entries), lanes_(lanes) {
    last_.fill(-1);
    for (size_t i = 0; i < entries.size(); ++i) {
      const Entry& entry = *entries[i];
      by_id_[entry.event_id()] = &entry;
      label_columns_ = std::max(label_columns_, TextWidth(Label(entry)) + Tildes(entry));
      unit_columns_ = std::max(unit_columns_, TextWidth(entry.unit()));
      const int lane = LaneIndex(entry);
      if (lane < 0) continue;
      last_[static_cast<size_t>(lane)] = static_cast<int>(i);
    }
    label_columns_ = std::min(label_columns_, kLabelColumnsMax);
    unit_columns_ = std::min(unit_columns_, kUnitColumnsMax);
  }

  void Draw() {
    if (entries_.empty()) return;
    if (lanes_) DrawNames();
    for (int i = 0; i < static_cast<int>(entries_.size()); ++i)
      DrawEntry(i, *entries_[static_cast<size_t>(i)]);
  }

 private:
  std::string Label(const Entry& entry) const { return CleanText(session_.Say(entry.label(), entry.type())); }

  // Columns that striking through takes where there is no colour.
  int Tildes(const Entry& entry) const {
    return entry.struck_through() && !session_.out_terminal.colour ? 4 : 0;
  }

  // Each lane's name hangs over its own line.
  void DrawNames() {
    for (size_t lane = 0; lane < kLanes.size(); ++lane) {
      std::string bars;
      for (size_t before = 0; before < lane; ++before) bars += session_.Paint("│ ", kLaneTones[before]);
      session_.out << std::string(kDateColumns + 2, ' ') << bars << session_.Paint("╭ ", kLaneTones[lane])
                   << session_.Paint(session_.Say(LaneName(kLanes[lane])), kLaneTones[lane]) << '\n';
    }
  }

  std::string Gutter(int row, int dot, bool struck) const {
    if (!lanes_) return "";
    std::string gutter;
    for (size_t lane = 0; lane < kLanes.size(); ++lane) {
      const bool runs = last_[lane] >= 0 && row <= last_[lane];
      const bool here = static_cast<int>(lane) == dot;
      gutter += here   ? session_.Paint(struck ? "○" : "●", kLaneTones[lane])
                : runs ? session_.Paint("│", kLaneTones[lane])
                       : std::string(" ");
      gutter += ' ';
    }
    return gutter + ' ';
  }

  int DetailColumns() const {
    if (session_.wide || session_.out_terminal.columns == kColumnsUnlimited) return 0;
    const int gutter = lanes_ ? 9 : 0;
    return std::max(kDetailColumnsMin, session_.out_terminal.columns - kDateColumns - 2 - gutter -
                                           label_columns_ - 2 - unit_columns_ - 2);
  }

  void DrawEntry(int row, const Entry& entry) {
    const bool struck = entry.struck_through();
    const int lane = LaneIndex(entry);
    const Tone tone = struck ? Tone::kStruck : Tone::kPlain;
    const std::string label = FitText(Label(entry), label_columns_ - Tildes(entry));
    std::string line = session_.Paint(PadRight(DateOf(entry.when()), kDateColumns), Tone::kDim) + "  ";
    line += Gutter(row, lane, struck) + session_.Paint(label, tone);
    line += std::string(
        static_cast<size_t>(std::max(0, label_columns_ - TextWidth(label) - Tildes(entry))) + 2, ' ');
    line += session_.Paint(PadRight(FitText(entry.unit(), unit_columns_), unit_columns_), Tone::kDim) + "  ";
    std::string detail = CleanText(FieldsText(session_, entry));
    if (const int columns = DetailColumns(); columns > 0) detail = FitText(detail, columns);
    line += session_.Paint(detail, struck ? Tone::kDim : Tone::kPlain);
    while (!line.empty() && line.back() == ' ') line.pop_back();
    session_.out << line << '\n';
    DrawRemarks(row, entry);
  }

  void DrawRemark(int row, const std::string& text, Tone tone) {
    session_.out << std::string(kDateColumns + 2, ' ') << Gutter(row + 1, -1, false) << "  "
                 << session_.Paint(CleanText(text), tone) << '\n';
  }

  void DrawRemarks(int row, const Entry& entry) {
    if (entry.struck_through()) {
      std::string text = Cat("↳ ", Text(session_, entry.strike()));
      const auto replacement = by_id_.find(entry.replaced_by());
      if (replacement != by_id_.end()) {
        text += Cat(": ", DateOf(replacement->second->when()), " ", Label(*replacement->second));
      }
      DrawRemark(row, text, Tone::kDim);
    } else if (!entry.replaces().empty()) {
      DrawRemark(row, Cat("↰ ", session_.Say(words::kStandsForCorrected)), Tone::kDim);
    }
    const Cell verdicts = VerdictCell(session_, entry.verdicts());
    if (!verdicts.text.empty()) DrawRemark(row, verdicts.text, verdicts.tone);
    const bool said = std::any_of(entry.verdicts().begin(), entry.verdicts().end(),
                                  [](const auto& verdict) { return verdict.code().code() == "disputed"; });
    if (entry.disputed_by_size() > 0 && !said) DrawRemark(row, Cat("⚑ ", session_.Say(words::kDisputed)), Tone::kBad);
  }

  const Session& session_;
  const std::vector<const Entry*>& entries_;
  const bool lanes_;
  std::map<std::string, const Entry*> by_id_;
  std::array<int, 4> last_;  // row of each lane's last event; -1: none
  int label_columns_ = 0;
  int unit_columns_ = 0;
};

}  // namespace

void ShowEntries(const Session& session, const std::vector<const Entry*>& entries, bool lanes) {
  Graph(session, entries, lanes).Draw();
}

}  // namespace homeward::cli
