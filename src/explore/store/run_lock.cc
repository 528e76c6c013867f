#include "explore/store/run_lock.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"

namespace tron::explore {

RunLock::RunLock(const std::string& path) {
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) {
    throw InputError(Place{path, 0, 0, "--store"}, std::strerror(errno),
                     "a file that can be written, in a folder that can be written");
  }
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = off_t{1} << 62;
  lock.l_len = 1;
  held_ = fcntl(file_, F_OFD_SETLK, &lock) == 0;
  if (held_ || errno == EAGAIN || errno == EACCES) return;
  const int why = errno;
  close(file_);
  throw InputError(Place{path, 0, 0, "--store"}, std::string("it cannot be locked: ") + std::strerror(why),
                   "a file system with locks");
}

RunLock::~RunLock() {
  close(file_);
}

}  // namespace tron::explore
