// What a subcommand found out: one JSON object on one line.
#ifndef HOMEWARD_TESTS_BENCH_FIGURES_H_
#define HOMEWARD_TESTS_BENCH_FIGURES_H_

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"

namespace homeward::bench {

// The value that `part` of the samples do not exceed; 0 of none. Sorts them.
inline double Percentile(std::vector<double>& samples, double part) {
  if (samples.empty()) return 0;
  std::sort(samples.begin(), samples.end());
  const auto rank = static_cast<size_t>(std::ceil(part * static_cast<double>(samples.size())));
  return samples[std::clamp<size_t>(rank, 1, samples.size()) - 1];
}

class Figures {
 public:
  void Add(std::string_view key, double value) { Raw(key, absl::StrFormat("%.6f", value)); }
  void Add(std::string_view key, uint64_t value) { Raw(key, cli::Cat(value)); }
  void Add(std::string_view key, const std::string& text) {
    cli::JsonWriter json;
    json.Text(text);
    Raw(key, json.text());
  }
  void AddPercentiles(const std::string& name, std::vector<double>& samples) {
    Add(name + "_p50_ms", Percentile(samples, 0.5));
    Add(name + "_p99_ms", Percentile(samples, 0.99));
    Add(name + "_p999_ms", Percentile(samples, 0.999));
    Add(name + "_samples", static_cast<uint64_t>(samples.size()));
  }
  void Raw(std::string_view key, std::string_view json) {
    text_ += cli::Cat(text_.empty() ? "{" : ", ", "\"", key, "\": ", json);
  }
  std::string Line() const { return text_ + "}\n"; }

 private:
  std::string text_;
};

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_FIGURES_H_
