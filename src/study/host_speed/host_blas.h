#pragma once

#include <string>

#include "rooms.h"

namespace tron::study {

/// OpenBLAS, by which the speed of this machine is measured. It is loaded when first asked for, not linked:
/// as it starts it makes threads, and where memory is short the program's end waits for ever for one that
/// cannot get any. Loaded here it makes none, whatever the environment says.
struct HostBlas {
  // CBLAS's names and numbers (BLAS Technical Forum Standard, 2001, appendix B).
  enum Order { row_major = 101 };
  enum Transpose { no_transpose = 111, transpose = 112 };
  using Sgemm = void(Order, Transpose, Transpose, int m, int n, int k, float alpha, const float* a, int lda,
                     const float* b, int ldb, float beta, float* c, int ldc);

  Sgemm* sgemm;
  std::string kernel;  ///< "Haswell": the processor that its kernels are made for
};

/// RunError if there is none.
const HostBlas& host_blas();

/// std::bad_alloc if there is no memory for products on so many threads at once: OpenBLAS would ask for it
/// for ever.
void reserve_for_blas(int threads);

}  // namespace tron::study
