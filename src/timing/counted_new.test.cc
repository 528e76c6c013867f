#include "timing/counted_new.h"

#include <cstdlib>
#include <new>

namespace {
thread_local std::size_t count = 0;
}  // namespace

// In a file of its own: inlined into a caller, g++ 12 takes it for a mismatch.
void* operator new(std::size_t size) {
  ++count;
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}
// Without it a sanitizer's own would serve std::stable_sort, and meet a delete of ours.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++count;
  return std::malloc(size > 0 ? size : 1);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace tron::timing::examples {

std::size_t allocations() {
  return count;
}

}  // namespace tron::timing::examples
