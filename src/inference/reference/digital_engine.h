#pragma once

#include <memory>

#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// The fp32 reference, on the calling thread (callers run batches in parallel): digital_kernel.h. Operands
/// are not copied: they must outlive their ReadyOperand.
std::unique_ptr<ProductEngine> digital_engine();

}  // namespace tron::inference
