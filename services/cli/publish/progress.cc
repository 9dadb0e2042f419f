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
      begun_(std::chrono::steady_clock::now()),
      told_(form == ProgressForm::kPlain ? begun_ : begun_ - kBarInterval) {}

Progress::~Progress() {
  std::lock_guard lock(mutex_);
  Clear();
  err_.flush();
}

std::string Progress::Text() const {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  const double rate = seconds > 0 ? static_cast<double>(events_) / seconds : 0;
  std::string text = PadRight(name_, kNameColumns);
  if (total_ > 0) {
    const double part = std::min(1.0, static_cast<double>(bytes_) / static_cast<double>(total_));
    if (form_ == ProgressForm::kBar) text += Cat(" ", Bar(part));
    text += absl::StrFormat(" %3.0f %%", part * 100);
  }
  return text + absl::StrFormat("  %d batches, %d events, %.0f events/s", batches_, events_, rate);
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

void Progress::Update(uint64_t bytes, uint64_t batches, uint64_t events) {
  std::lock_guard lock(mutex_);
  bytes_ = bytes;
  batches_ = batches;
  events_ = events;
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
