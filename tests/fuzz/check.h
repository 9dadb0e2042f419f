// A fuzz target's assertion: says what did not hold, and ends the process so that the fuzzer keeps the input.
#ifndef HOMEWARD_TESTS_FUZZ_CHECK_H_
#define HOMEWARD_TESTS_FUZZ_CHECK_H_

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// Each target defines it; libFuzzer's name. Gives 0.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace homeward::fuzz {

inline void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: %s\n", what);
  std::abort();
}

}  // namespace homeward::fuzz

#endif  // HOMEWARD_TESTS_FUZZ_CHECK_H_
