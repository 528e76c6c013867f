#pragma once

#include <functional>
#include <optional>

#include "inference/run_backends.h"
#include "rooms.h"

namespace tron::inference {

/// Makes the backend in which `sources` act.
using MakeBackend = std::function<std::unique_ptr<Backend>(Sources sources)>;

/// Runs no source, all of them, each alone and all but each; accuracy and the logits' signal-to-error ratio
/// against the plan's reference. A source that the chip or its assumption set
/// leaves out is not run: alone it is nothing, and its absence changes nothing. std::nullopt where it was
/// cancelled.
std::optional<Attribution> attribute_errors(const RunPlan& plan, const Chip& chip, Fidelity fidelity,
                                            const MakeBackend& make, const Control& control);

/// Whether a source can act at all on this chip under its assumption set.
bool acts(const Chip& chip, Source source);

}  // namespace tron::inference
