#include "explore/search/search_nsga2.h"

#include "base/error.h"

namespace tron::explore {

SearchSummary search_nsga2(const Space&, const EvaluateBatch&, const std::function<bool()>&) {
  throw InputError({"", 0, 0, "search.method"}, "'nsga2', which needs pagmo; this build was made without",
                   "exhaustive, sobol, or a build with TRON_PAGMO=ON");
}

}  // namespace tron::explore
