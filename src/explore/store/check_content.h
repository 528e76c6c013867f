#pragma once

#include <string>

#include "explore/space/space.h"
#include "explore/store/store_content.h"
#include "rooms.h"

namespace tron::explore {

/// InputError, with `path` as the store, if the content holds what no run over this space leaves, whoever
/// wrote it: numbers beyond the space or evaluated twice, metrics that are no finite numbers, designs without
/// metrics, unknown pieces, stages said to be done that are not. A front and parameters that are no such
/// design's.
void check_content(const StoreContent& content, const Space& space, const std::string& path);

}  // namespace tron::explore
