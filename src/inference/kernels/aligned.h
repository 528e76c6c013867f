#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "rooms.h"

namespace tron::inference {

/// Memory on cache-line boundaries; much of it in large pages where the system has them, since a network's
/// stationary operands are hundreds of megabytes that are touched once, page by page. `bytes` must be the
/// same twice.
void* allocate_aligned(std::size_t bytes);
void deallocate_aligned(void* place, std::size_t bytes);

/// Allocates on cache-line boundaries, so that kernels may use aligned vector loads.
template <class T>
struct CacheAligned {
  using value_type = T;
  CacheAligned() = default;
  template <class U>
  CacheAligned(const CacheAligned<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(allocate_aligned(n * sizeof(T))); }
  void deallocate(T* p, std::size_t n) { deallocate_aligned(p, n * sizeof(T)); }
  friend bool operator==(CacheAligned, CacheAligned) { return true; }
};

template <class T>
using AlignedVector = std::vector<T, CacheAligned<T>>;

/// The same without a value for new elements, for what is written as a whole.
template <class T>
struct CacheAlignedRaw : CacheAligned<T> {
  using value_type = T;
  CacheAlignedRaw() = default;
  template <class U>
  CacheAlignedRaw(const CacheAlignedRaw<U>&) {}
  template <class U>
  void construct(U* place) {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U>
  void construct(U* place, const U& value) {
    ::new (static_cast<void*>(place)) U(value);
  }
};

template <class T>
using RawVector = std::vector<T, CacheAlignedRaw<T>>;

}  // namespace tron::inference
