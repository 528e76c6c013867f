#pragma once

#include <functional>
#include <optional>

#include "inference/fidelity_run.h"
#include "rooms.h"

namespace tron::inference {

/// Makes the reading in which `sources` act.
using ReadingMaker = std::function<Reading(Sources sources)>;

/// Runs no source, all of them, each alone and all but each; accuracy and the logits' signal-to-error ratio
/// against the plan's reference. A source that the chip or its assumption set
/// leaves out is not run: alone it is nothing, and its absence changes nothing. std::nullopt after Ctrl-C.
std::optional<Attribution> attribute_errors(const RunPlan& plan, Fidelity fidelity, const ReadingMaker& make);

/// Whether a source can act at all on this chip under its assumption set.
bool acts(const Chip& chip, Source source);

}  // namespace tron::inference
