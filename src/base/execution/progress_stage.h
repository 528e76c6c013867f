#pragma once

#include <cstdint>
#include <string>

#include "rooms.h"
#include "tron/control.h"

namespace tron::base {

/// One stage of long work, from construction to destruction, as the caller's sink is told of it.
class ProgressStage {
 public:
  ProgressStage(const Control& control, const std::string& what, const std::string& unit, std::uint64_t total,
                std::uint64_t before = 0)
      : sink_(control.progress) {
    if (sink_ != nullptr) sink_->begin(what, unit, total, before);
  }
  ~ProgressStage() {
    if (sink_ != nullptr) sink_->end();
  }
  ProgressStage(const ProgressStage&) = delete;
  ProgressStage& operator=(const ProgressStage&) = delete;

  void advance(std::uint64_t done) {  ///< safe from several threads
    if (sink_ != nullptr) sink_->advance(done);
  }
  void note(const std::string& text) {
    if (sink_ != nullptr) sink_->note(text);
  }

 private:
  ProgressSink* sink_;
};

}  // namespace tron::base
