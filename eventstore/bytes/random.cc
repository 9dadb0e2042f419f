#include "eventstore/bytes/random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace homeward::eventstore {
namespace {

constexpr size_t kPoolBytes = 4096;

void Fill(unsigned char* out, size_t count) {
  if (RAND_bytes(out, static_cast<int>(count)) == 1) return;
  std::fputs("eventstore: the random generator failed; stopping rather than guessing\n", stderr);
  std::abort();
}

// Bytes drawn ahead, for one thread: a call of the generator costs as much for sixteen bytes as for thousands.
class Pool {
 public:
  void Take(char* out, size_t count) {
    if (left_ < count) {
      Fill(bytes_.data(), bytes_.size());
      left_ = bytes_.size();
    }
    left_ -= count;
    std::copy_n(bytes_.data() + left_, count, reinterpret_cast<unsigned char*>(out));
    OPENSSL_cleanse(bytes_.data() + left_, count);  // nobody finds a salt here
  }

 private:
  std::array<unsigned char, kPoolBytes> bytes_;
  size_t left_ = 0;
};

}  // namespace

void AppendRandomBytes(size_t count, std::string* out) {
  const size_t at = out->size();
  out->resize(at + count);
  thread_local Pool pool;
  if (count > kPoolBytes) {
    Fill(reinterpret_cast<unsigned char*>(out->data() + at), count);
  } else {
    pool.Take(out->data() + at, count);
  }
}

std::string RandomBytes(size_t count) {
  std::string out;
  AppendRandomBytes(count, &out);
  return out;
}

}  // namespace homeward::eventstore
