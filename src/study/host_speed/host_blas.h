#pragma once

#include <string>

#include <cblas.h>

#include "rooms.h"

namespace tron::study {

/// OpenBLAS, by which the speed of this machine is measured. It is loaded when first asked for, not linked:
/// as it starts it makes threads, and where memory is short the program's end waits for ever for one that
/// cannot get any. Loaded here it makes none, whatever the environment says.
struct HostBlas {
  decltype(&cblas_sgemm) sgemm;
  std::string kernel;  ///< "Haswell": the processor that its kernels are made for
};

/// RunError if there is none.
const HostBlas& host_blas();

/// std::bad_alloc if there is no memory for products on so many threads at once: OpenBLAS would ask for it
/// for ever.
void reserve_for_blas(int threads);

}  // namespace tron::study
