#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "rooms.h"

namespace tron::base {

/// A progress line on standard error: bar, share, rate, time left. Silent unless standard error is a
/// terminal.
class Progress {
 public:
  /// `what` stands before the bar ("photonic"); `unit` names what is counted ("images").
  /// `before` of the total were done earlier: they count for the share, not for the rate.
  Progress(const std::string& what, std::string unit, std::uint64_t total, std::uint64_t before = 0);
  ~Progress();                         ///< clears the line
  void add(std::uint64_t done);        ///< safe from several threads
  void note(const std::string& text);  ///< stands at the end of the line from now on

  /// The line for a given state: what tests look at.
  static std::string line(const std::string& what, const std::string& unit, std::uint64_t done,
                          std::uint64_t total, double seconds, std::uint64_t before = 0);

 private:
  std::mutex mutex_;
  std::string what_, unit_;
  std::string note_;
  std::uint64_t total_, before_, done_;
  bool shown_;
  std::chrono::steady_clock::time_point start_, last_;
};

}  // namespace tron::base
