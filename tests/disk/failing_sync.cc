// Stands before the C library's fdatasync (LD_PRELOAD). While the file that HOMEWARD_FAIL_SYNC names is there, the next
// call removes it, syncs nothing, and fails with EIO, or with ENOSPC if the file is not empty. (libfiu could do this,
// but the server does not start under its preloaded library.)
#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

extern "C" int fdatasync(int fd) {
  static const auto real = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, "fdatasync"));
  static const char* const wish = std::getenv("HOMEWARD_FAIL_SYNC");
  struct stat wished;
  if (wish != nullptr && ::stat(wish, &wished) == 0 && ::unlink(wish) == 0) {  // whoever unlinks it is the one
    errno = wished.st_size == 0 ? EIO : ENOSPC;
    return -1;
  }
  return real(fd);
}
