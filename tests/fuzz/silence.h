// protobuf writes a line on stderr for each string that is no UTF-8: a fuzz target would write nothing else.
#ifndef HOMEWARD_TESTS_FUZZ_SILENCE_H_
#define HOMEWARD_TESTS_FUZZ_SILENCE_H_

#include "google/protobuf/stubs/logging.h"

namespace homeward::fuzz {

// Any number of times.
inline void SilenceProtobuf() { [[maybe_unused]] static const auto before = google::protobuf::SetLogHandler(nullptr); }

}  // namespace homeward::fuzz

#endif  // HOMEWARD_TESTS_FUZZ_SILENCE_H_
