#include "study/host_speed/host_blas.h"

#include <cstdlib>
#include <mutex>
#include <new>

#include <dlfcn.h>

#include "base/error.h"

namespace tron::study {
namespace {

constexpr const char* kLibrary =
    "libopenblas.so.0";  // the name of its interface, the same for all its builds

[[noreturn]] void refuse() {
  const char* why = dlerror();
  throw RunError(std::string("OpenBLAS, which measures this machine's speed, cannot be loaded: ") +
                 (why != nullptr ? why : kLibrary));
}

template <class Function>
Function* found(void* library, const char* name) {
  void* const place = dlsym(library, name);
  if (place == nullptr) refuse();
  return reinterpret_cast<Function*>(place);
}

HostBlas load() {
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) refuse();
  return {found<HostBlas::Sgemm>(library, "cblas_sgemm"), found<char*()>(library, "openblas_get_corename")()};
}

}  // namespace

const HostBlas& host_blas() {
  static const HostBlas blas = load();
  return blas;
}

void reserve_for_blas(int threads) {
  // It keeps a buffer for every product that runs at once, 128 MB in Debian's build for x86-64; little of it
  // is ever touched.
  constexpr std::size_t kBuffer = std::size_t{132} << 20;
  static std::mutex mutex;
  static int reserved = 0;
  const std::lock_guard lock(mutex);
  if (threads <= reserved) return;
  ::operator delete(::operator new(static_cast<std::size_t>(threads - reserved) * kBuffer));
  reserved = threads;
}

}  // namespace tron::study
