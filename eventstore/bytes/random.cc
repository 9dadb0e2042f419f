#include "eventstore/bytes/random.h"

#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>

namespace homeward::eventstore {

std::string RandomBytes(size_t count) {
  std::string out(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1) {
    std::fputs("eventstore: the random generator failed; stopping rather than guessing\n", stderr);
    std::abort();
  }
  return out;
}

}  // namespace homeward::eventstore
