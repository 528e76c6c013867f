#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "rooms.h"
#include "tron/control.h"

namespace tron::cli {

/// A progress line on standard error: bar, share, rate, time left. Silent unless standard error is a
/// terminal.
class TerminalProgress : public ProgressSink {
 public:
  TerminalProgress();
  void begin(const std::string& what, const std::string& unit, std::uint64_t total,
             std::uint64_t before) override;
  void advance(std::uint64_t done) override;
  void note(const std::string& text) override;
  void end() override;  ///< clears the line

  /// The line for a given state: what tests look at.
  static std::string line(const std::string& what, const std::string& unit, std::uint64_t done,
                          std::uint64_t total, double seconds, std::uint64_t before = 0);

 private:
  std::mutex mutex_;
  std::string what_, unit_, note_;
  std::uint64_t total_ = 0, before_ = 0, done_ = 0;
  bool shown_;
  std::chrono::steady_clock::time_point start_, last_;
};

}  // namespace tron::cli
