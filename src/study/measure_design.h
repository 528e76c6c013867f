#pragma once

#include <memory>

#include "explore/evaluators.h"
#include "explore/space/space.h"
#include "rooms.h"
#include "tron/control.h"

namespace tron::study {

/// Runs the designs of a space through light on the samples of its networks that have data. Networks are read
/// at the first design, or by read().
class DesignMeasurer {
 public:
  /// Keeps a reference to the space.
  explicit DesignMeasurer(const Space& space, CancelToken cancel = {});
  ~DesignMeasurer();

  void read() const;    ///< everything: InputError for what the work would fail at
  bool wanted() const;  ///< some network has data, and some design is to be run on it
  /// Safe from several threads, each design in one. Not complete once cancelled.
  Measurement measure(std::uint64_t number) const;

 private:
  struct Subjects;
  const Subjects& subjects() const;

  const Space& space_;
  CancelToken cancel_;
  mutable std::unique_ptr<Subjects> subjects_;
};

}  // namespace tron::study
