// Page tokens: what this log did not give out, byte for byte, is refused; what it gave out is good for one question
// only. Input: a byte; if it is even, a token's text follows, else what one is made for: 8 bytes of a date, then a
// place.
#include <cstring>
#include <string>

#include "projections/query/page.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/silence.h"

namespace homeward::fuzz {
namespace {

using projections::PageScope;
using projections::PageStart;

const PageScope& Scope() {
  static const PageScope scope = [] {
    PageScope made{.view = "exchanges", .version = 3};
    made.question = std::string(32, 'q');
    made.incarnation = std::string(16, 'i');
    made.key.fill(0x42);
    return made;
  }();
  return scope;
}

template <typename Change>
absl::StatusCode With(Change change, const std::string& token) {
  PageScope other = Scope();
  change(&other);
  return projections::StartOf(other, token, 0).status().code();
}

void CheckText(const std::string& text) {
  const auto start = projections::StartOf(Scope(), text, 7);
  if (!start.ok()) {
    Check(start.status().code() == absl::StatusCode::kInvalidArgument ||
              start.status().code() == absl::StatusCode::kAborted,
          "another status");
    Check(!start.status().message().empty(), "a refusal that does not say why");
    return;
  }
  if (text.empty()) return Check(start->after.empty() && start->as_at_us == 7, "no token, and not the first page");
  Check(projections::EncodeToken(Scope(), *start) == text, "a token that this log did not give out");
}

void CheckGiven(const PageStart& start) {
  const std::string token = projections::EncodeToken(Scope(), start);
  const auto again = projections::StartOf(Scope(), token, 7);
  Check(again.ok() && again->after == start.after && again->as_at_us == start.as_at_us, "two pages");
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  constexpr auto kAborted = absl::StatusCode::kAborted;
  Check(With([](PageScope* other) { other->key[0] ^= 1; }, token) == kInvalid, "another key's token");
  Check(With([](PageScope* other) { other->question[0] ^= 1; }, token) == kInvalid, "another question's token");
  Check(With([](PageScope* other) { other->view += "s"; }, token) == kInvalid, "another view's token");
  Check(With([](PageScope* other) { ++other->version; }, token) == kAborted, "another version's token");
  Check(With([](PageScope* other) { other->incarnation[0] ^= 1; }, token) == kAborted, "another log's token");
  std::string bent = token;
  char& digit = bent[(start.after.size() * 31 + static_cast<size_t>(start.as_at_us)) % bent.size()];
  digit = digit == '0' ? '1' : '0';
  Check(!projections::StartOf(Scope(), bent, 7).ok(), "a bent token");
}

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  fuzz::SilenceProtobuf();
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 2 == 0) {
    fuzz::CheckText(rest);
  } else if (rest.size() >= sizeof(int64_t)) {
    projections::PageStart start;
    std::memcpy(&start.as_at_us, rest.data(), sizeof start.as_at_us);
    start.after = rest.substr(sizeof start.as_at_us);
    fuzz::CheckGiven(start);
  }
  return 0;
}
