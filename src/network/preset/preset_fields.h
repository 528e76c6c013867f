#pragma once

#include "base/config/config.h"
#include "network/preset/transformer_spec.h"
#include "rooms.h"

namespace tron::network {

/// The tables of a preset, checked one by one; InputError with the place. `under`: the stack that reads the
/// rows.
StackSpec stack_spec(const Config& config);
TextSpec text_spec(const Config& config, const StackSpec& under);
ImageSpec image_spec(const Config& config);
HeadSpec head_spec(const Config& config);

}  // namespace tron::network
