// Random bytes from the operating system's generator.
#ifndef HOMEWARD_EVENTSTORE_BYTES_RANDOM_H_
#define HOMEWARD_EVENTSTORE_BYTES_RANDOM_H_

#include <cstddef>
#include <string>

namespace homeward::eventstore {

inline constexpr size_t kSaltBytes = 16;

// `count` unpredictable bytes. Dies if the generator fails: salts and ids must never be guessable. Thread-safe.
std::string RandomBytes(size_t count);
void AppendRandomBytes(size_t count, std::string* out);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_BYTES_RANDOM_H_
