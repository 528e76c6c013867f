#include "inference/kernels/aligned.h"

#include <sys/mman.h>

namespace tron::inference {
namespace {

constexpr std::size_t kCacheLine = 64, kLargePage = std::size_t{2} << 20;

/// What fills no large page would only waste the rest of one.
std::align_val_t alignment_of(std::size_t bytes) {
  return std::align_val_t{bytes >= kLargePage ? kLargePage : kCacheLine};
}

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  void* const place = ::operator new(bytes, alignment_of(bytes));
  // Advice alone: where it is refused, small pages do as well.
  if (bytes >= kLargePage) (void)madvise(place, bytes, MADV_HUGEPAGE);
  return place;
}

void deallocate_aligned(void* place, std::size_t bytes) {
  ::operator delete(place, alignment_of(bytes));
}

}  // namespace tron::inference
