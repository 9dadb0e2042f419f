#include "services/cli/publish/progress.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "services/cli/render/text_width.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

constexpr int kBarColumns = 24;
constexpr int kNameColumns = 12;  // bars of several agencies stand below one another

std::string Bar(double part) {
  const int full = static_cast<int>(part * kBarColumns);
  std::string bar;
  for (int i = 0; i < kBarColumns; ++i) bar += i < full ? "█" : "░";
  return bar;
}

}  // namespace

Progress::Progress(std::ostream& err, const Terminal& terminal, ProgressForm form, std::string name,
                   uint64_t total)
    : err_(err),
      terminal_(terminal),
      form_(form),
      name_(std::move(name)),
      total_(total),
      told_(std::chrono::steady_clock::now() -
            (form == ProgressForm::kPlain ? kBarInterval * 0 : kBarInterval)) {}

Progress::~Progress() {
  std::lock_guard lock(mutex_);
  Clear();
  err_.flush();
}

std::string Progress::Text() const {
  std::string text = PadRight(name_, kNameColumns);
  if (total_ > 0) {
    const double part = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
    if (form_ == ProgressForm::kBar) text += Cat(" ", Bar(part));
    text += absl::StrFormat(" %3.0f %%", part * 100);
  }
  return Cat(text, "  ", text_);
}

void Progress::Clear() {
  if (std::exchange(drawn_, false)) err_ << "\r\x1b[K";
}

void Progress::Draw() {
  if (form_ == ProgressForm::kBar) {
    err_ << '\r' << FitText(Text(), std::max(1, terminal_.columns - 1)) << "\x1b[K";
    drawn_ = true;
  } else {
    err_ << Text() << '\n';
  }
  err_.flush();
}

void Progress::Update(uint64_t done, std::string text) {
  std::lock_guard lock(mutex_);
  done_ = done;
  text_ = std::move(text);
  const auto now = std::chrono::steady_clock::now();
  if (form_ == ProgressForm::kNone) return;
  if (now - told_ < (form_ == ProgressForm::kBar ? std::chrono::milliseconds(kBarInterval) : kLineInterval))
    return;
  told_ = now;
  Draw();
}

void Progress::Finish() {
  std::lock_guard lock(mutex_);
  Clear();
  if (form_ == ProgressForm::kPlain) Draw();
}

}  // namespace homeward::cli
