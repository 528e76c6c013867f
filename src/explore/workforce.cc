#include "explore/workforce.h"

#include "explore/thread_workforce.h"

namespace tron {

std::unique_ptr<Workforce> make_workforce(int threads) {
  return std::make_unique<ThreadWorkforce>(threads);
}

}  // namespace tron
