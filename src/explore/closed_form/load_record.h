#pragma once

#include <cstdint>
#include <vector>

#include "base/config/tracking.h"
#include "rooms.h"

namespace tron::explore {

/// What a load of a chip depends on.
class LoadRecord : public DependencyRecorder {
 public:
  struct Scope {
    std::uint64_t id = 0;
    DependencySet dependencies = 0;
  };
  struct Output {
    std::uint64_t id = 0;
    DependencySet dependencies = 0;
    double value = 0;
  };
  std::vector<Scope> scopes;    ///< that ended without an error
  std::vector<Output> outputs;  ///< in the order in which the loader gave them out
  DependencySet failed = 0;     ///< what the error depends on that ended the load, if one did

 private:
  void scope(std::uint64_t id, DependencySet dependencies) override { scopes.push_back({id, dependencies}); }
  void output(std::uint64_t id, DependencySet dependencies, double value) override {
    outputs.push_back({id, dependencies, value});
  }
  void error(DependencySet dependencies) override { failed = dependencies; }
};

}  // namespace tron::explore
