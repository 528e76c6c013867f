#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace tron {

/// Allocates on cache-line boundaries, so that kernels may use aligned vector loads.
template <class T>
struct CacheAligned {
  using value_type = T;
  CacheAligned() = default;
  template <class U>
  CacheAligned(const CacheAligned<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{64})); }
  void deallocate(T* p, std::size_t) { ::operator delete (p, std::align_val_t{64}); }
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

}  // namespace tron
