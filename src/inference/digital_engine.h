#pragma once

#include <memory>

#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// The fp32 reference: OpenBLAS sgemm on one thread (callers run batches in parallel). Operands are not
/// copied: they must outlive their ReadyOperand.
std::unique_ptr<ProductEngine> digital_engine();

}  // namespace tron::inference
