#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rooms.h"
#include "study/host_speed/host_encoder.h"

namespace tron::study {

/// The encoder on this machine's processor, on so many threads.
struct HostRun {
  int threads = 1;
  int repetitions = 0;
  double latency_s = 0;  ///< median, one sample
};

struct HostSpeed {
  std::string processor;                ///< as the operating system calls it
  std::string blas;                     ///< OpenBLAS and its kernel
  std::vector<std::string> gpus;        ///< that a driver reports; they are not measured
  std::optional<double> power_limit_w;  ///< of the package, where the system tells it
  std::size_t tokens = 0;
  double ops = 0;             ///< of one inference: layers x (8 n d^2 + 4 n d f + 4 n^2 d)
  std::vector<HostRun> runs;  ///< one thread, and all where there are more
};

/// Runs the encoder with random weights, batch 1, fp32: once unseen, then as often as fits into
/// `seconds` over all settings, at least once and at most nine times each.
HostSpeed measure_host(const EncoderSizes& sizes, std::size_t tokens, double seconds = 3);

}  // namespace tron::study
