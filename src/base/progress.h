#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace tron {

/// A progress line on standard error: bar, share, rate, time left. Silent unless standard error is a
/// terminal.
class Progress {
 public:
  /// `what` stands before the bar ("photonic"); `unit` names what is counted ("images").
  Progress(std::string what, std::string unit, std::uint64_t total);
  ~Progress();                   ///< clears the line
  void add(std::uint64_t done);  ///< safe from several threads

  /// The line for a given state: what tests look at.
  static std::string line(const std::string& what, const std::string& unit, std::uint64_t done,
                          std::uint64_t total, double seconds);

 private:
  std::mutex mutex_;
  std::string what_, unit_;
  std::uint64_t total_, done_ = 0;
  bool shown_;
  std::chrono::steady_clock::time_point start_, last_;
};

}  // namespace tron
